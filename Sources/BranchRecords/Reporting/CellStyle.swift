internal import CXlsxWriter

/// How a cell of a spreadsheet looks.
struct CellStyle: Hashable {
    enum Role {
        case title
        case heading
        case body
        case subtotal
        case total
        case foot
        case organisation
    }

    let role: Role
    let alignment: ReportTable.Alignment
    /// As a spreadsheet writes it; `@` is text.
    let number: String
    let isRed: Bool

    init(_ role: Role, _ alignment: ReportTable.Alignment, _ number: String, isRed: Bool = false) {
        self.role = role
        self.alignment = alignment
        self.number = number
        self.isRed = isRed
    }

    /// In points.
    static func size(of role: Role) -> Double {
        switch role {
        case .title: 16
        case .organisation: 14
        case .foot: 10
        case .heading, .body, .subtotal, .total: 11
        }
    }

    func apply(to format: UnsafeMutablePointer<lxw_format>) {
        format_set_font_name(format, "FangSong")
        format_set_font_size(format, Self.size(of: role))
        format_set_num_format(format, number)
        if number == "@" { format_set_text_wrap(format) }
        format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
        let horizontal =
            switch alignment {
            case .left: LXW_ALIGN_LEFT
            case .right: LXW_ALIGN_RIGHT
            case .center: LXW_ALIGN_CENTER
            }
        format_set_align(format, UInt8(horizontal.rawValue))
        if alignment != .center && role != .foot { format_set_indent(format, 1) }
        if ![.body, .foot, .organisation].contains(role) { format_set_bold(format) }
        if ![.title, .foot, .organisation].contains(role) { format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue)) }
        if isRed { format_set_font_color(format, 0xc00000) }
        if role == .heading { format_set_bg_color(format, 0xd9d9d9) }
    }
}
