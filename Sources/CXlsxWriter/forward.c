#include "CXlsxWriter.h"

#include <dlfcn.h>

/// The library, once it was found; never closed.
static void *library;

int xlsxwriter_is_there(void) {
    if (!library) library = dlopen("libxlsxwriter.so.4", RTLD_NOW | RTLD_LOCAL);
    return library != NULL;
}

/// The library's function, found at its first call. Two threads would find the same one.
#define FORWARD(result, name, parameters, arguments)                    \
    result name parameters {                                            \
        static result(*found) parameters;                               \
        if (!found) *(void **)&found = dlsym(library, #name);           \
        return found arguments;                                         \
    }

FORWARD(void, format_set_align, (lxw_format *format, uint8_t alignment), (format, alignment))
FORWARD(void, format_set_bg_color, (lxw_format *format, lxw_color_t color), (format, color))
FORWARD(void, format_set_font_color, (lxw_format *format, lxw_color_t color), (format, color))
FORWARD(void, format_set_bold, (lxw_format *format), (format))
FORWARD(void, format_set_border, (lxw_format *format, uint8_t style), (format, style))
FORWARD(void, format_set_font_name, (lxw_format *format, const char *font_name), (format, font_name))
FORWARD(void, format_set_font_size, (lxw_format *format, double size), (format, size))
FORWARD(void, format_set_indent, (lxw_format *format, uint8_t level), (format, level))
FORWARD(void, format_set_num_format, (lxw_format *format, const char *num_format), (format, num_format))
FORWARD(void, format_set_text_wrap, (lxw_format *format), (format))
FORWARD(char *, lxw_strerror, (lxw_error error_num), (error_num))
FORWARD(void, lxw_workbook_free, (lxw_workbook *workbook), (workbook))
FORWARD(lxw_format *, workbook_add_format, (lxw_workbook *workbook), (workbook))
FORWARD(lxw_worksheet *, workbook_add_worksheet, (lxw_workbook *workbook, const char *sheetname), (workbook, sheetname))
FORWARD(lxw_error, workbook_close, (lxw_workbook *workbook), (workbook))
FORWARD(lxw_workbook *, workbook_new_opt, (const char *filename, lxw_workbook_options *options), (filename, options))
FORWARD(lxw_error, workbook_set_properties,
    (lxw_workbook *workbook, lxw_doc_properties *properties),
    (workbook, properties))
FORWARD(void, worksheet_center_horizontally, (lxw_worksheet *worksheet), (worksheet))
FORWARD(void, worksheet_fit_to_pages,
    (lxw_worksheet *worksheet, uint16_t width, uint16_t height),
    (worksheet, width, height))
FORWARD(void, worksheet_freeze_panes, (lxw_worksheet *worksheet, lxw_row_t row, lxw_col_t col), (worksheet, row, col))
FORWARD(lxw_error, worksheet_ignore_errors,
    (lxw_worksheet *worksheet, uint8_t type, const char *range),
    (worksheet, type, range))
FORWARD(lxw_error, worksheet_merge_range,
    (lxw_worksheet *worksheet, lxw_row_t first_row, lxw_col_t first_col, lxw_row_t last_row, lxw_col_t last_col, const char *string, lxw_format *format),
    (worksheet, first_row, first_col, last_row, last_col, string, format))
FORWARD(lxw_error, worksheet_repeat_rows,
    (lxw_worksheet *worksheet, lxw_row_t first_row, lxw_row_t last_row),
    (worksheet, first_row, last_row))
FORWARD(lxw_error, worksheet_set_column,
    (lxw_worksheet *worksheet, lxw_col_t first_col, lxw_col_t last_col, double width, lxw_format *format),
    (worksheet, first_col, last_col, width, format))
FORWARD(lxw_error, worksheet_set_footer, (lxw_worksheet *worksheet, const char *string), (worksheet, string))
FORWARD(void, worksheet_set_landscape, (lxw_worksheet *worksheet), (worksheet))
FORWARD(void, worksheet_set_margins,
    (lxw_worksheet *worksheet, double left, double right, double top, double bottom),
    (worksheet, left, right, top, bottom))
FORWARD(void, worksheet_set_paper, (lxw_worksheet *worksheet, uint8_t paper_type), (worksheet, paper_type))
FORWARD(void, worksheet_set_portrait, (lxw_worksheet *worksheet), (worksheet))
FORWARD(lxw_error, worksheet_set_row,
    (lxw_worksheet *worksheet, lxw_row_t row, double height, lxw_format *format),
    (worksheet, row, height, format))
FORWARD(lxw_error, worksheet_write_blank,
    (lxw_worksheet *worksheet, lxw_row_t row, lxw_col_t col, lxw_format *format),
    (worksheet, row, col, format))
FORWARD(lxw_error, worksheet_write_number,
    (lxw_worksheet *worksheet, lxw_row_t row, lxw_col_t col, double number, lxw_format *format),
    (worksheet, row, col, number, format))
FORWARD(lxw_error, worksheet_write_string,
    (lxw_worksheet *worksheet, lxw_row_t row, lxw_col_t col, const char *string, lxw_format *format),
    (worksheet, row, col, string, format))
