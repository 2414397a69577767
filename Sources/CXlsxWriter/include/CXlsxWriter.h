#ifndef CXLSXWRITER_H
#define CXLSXWRITER_H

#include <xlsxwriter.h>

/// Whether libxlsxwriter is on this computer. It is looked for when a spreadsheet is written and not when the program
/// starts, so that a copied program works without it. Nothing of the library may be called before this said yes.
int xlsxwriter_is_there(void);

#endif
