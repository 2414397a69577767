/// How many columns of a terminal the text takes: wide characters 2, combining marks 0, all others
/// 1, those of ambiguous width (U+00B7 among them) included.
public func displayWidth(_ text: some StringProtocol) -> Int {
    text.unicodeScalars.reduce(0) { $0 + columns(of: $1) }
}

/// The text without what steers a terminal, or turns the direction in which it is read: whoever wrote a value is not who
/// shows it. Such a character is shown by its number, `<1B>`; line ends and tabs stay.
public func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: steers) else { return text }
    return text.unicodeScalars.map { steers($0) ? "<\(String($0.value, radix: 16, uppercase: true))>" : String(Character($0)) }.joined()
}

private func steers(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case ..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
}

/// The longest beginning of the text that fits into `width` columns, with `..` where it was cut.
public func cut(_ text: String, to width: Int) -> String {
    guard displayWidth(text) > width else { return text }
    var kept = ""
    var used = 0
    for character in text {
        let next = displayWidth(String(character))
        if used + next > width - 2 { break }
        kept.append(character)
        used += next
    }
    return kept + ".."
}

/// Prose in lines of at most `width` columns, broken at spaces and before wide characters; what has no such place is broken
/// anywhere. Lines behind the first one begin with `indent` spaces.
public func wrapped(_ text: String, to width: Int, indent: Int = 4) -> [String] {
    guard width > indent + 2, displayWidth(text) > width else { return [text] }
    var lines: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
        let head = String(repeating: " ", count: lines.isEmpty ? 0 : indent)
        let cut = rest[..<lineEnd(of: rest, columns: width - head.utf8.count)]
        lines.append(head + (cut.endIndex == rest.endIndex ? cut : cut.trimmingSuffix { $0 == " " }))
        rest = rest[cut.endIndex...].drop { $0 == " " }
    }
    return lines
}

/// How much of a text a line takes: one character at least.
private func lineEnd(of text: Substring, columns: Int) -> String.Index {
    var used = 0
    var end = text.startIndex
    var place: String.Index?
    for index in text.indices {
        let next = displayWidth(String(text[index]))
        if used + next > columns { return max(place ?? end, text.index(after: text.startIndex)) }
        used += next
        end = text.index(after: index)
        if text[index] == " " || next == 2 { place = end }
    }
    return text.endIndex
}

extension Substring {
    fileprivate func trimmingSuffix(_ isTrimmed: (Character) -> Bool) -> Substring {
        var end = endIndex
        while end > startIndex, isTrimmed(self[index(before: end)]) { end = index(before: end) }
        return self[..<end]
    }
}

private func columns(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x20 || (0x7f..<0xa0).contains(value) { return 0 }
    if value < 0x300 { return value == 0xad ? 0 : 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if (0x1160...0x11ff).contains(value) { return 0 }
    return isWide(value) ? 2 : 1
}

/// Wide and full-width blocks of Unicode's East Asian Width; `Tools/check-widths` compares them.
private func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115f, 0x231a...0x231b, 0x2329...0x232a, 0x23e9...0x23ec, 0x23f0, 0x23f3,
        0x25fd...0x25fe, 0x2614...0x2615, 0x2648...0x2653, 0x267f, 0x2693, 0x26a1, 0x26aa...0x26ab,
        0x26bd...0x26be, 0x26c4...0x26c5, 0x26ce, 0x26d4, 0x26ea, 0x26f2...0x26f3, 0x26f5, 0x26fa,
        0x26fd, 0x2705, 0x270a...0x270b, 0x2728, 0x274c, 0x274e, 0x2753...0x2755, 0x2757,
        0x2795...0x2797, 0x27b0, 0x27bf, 0x2b1b...0x2b1c, 0x2b50, 0x2b55, 0x2e80...0x303e,
        0x3041...0x3247, 0x3250...0x4dbf, 0x4e00...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3,
        0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff01...0xff60, 0xffe0...0xffe6,
        0x16fe0...0x18cff, 0x18d00...0x18d08, 0x1aff0...0x1b2ff, 0x1f004, 0x1f0cf, 0x1f18e,
        0x1f191...0x1f19a, 0x1f200...0x1f320, 0x1f32d...0x1f335, 0x1f337...0x1f37c,
        0x1f37e...0x1f393, 0x1f3a0...0x1f3ca, 0x1f3cf...0x1f3d3, 0x1f3e0...0x1f3f0, 0x1f3f4,
        0x1f3f8...0x1f43e, 0x1f440, 0x1f442...0x1f4fc, 0x1f4ff...0x1f53d, 0x1f54b...0x1f54e,
        0x1f550...0x1f567, 0x1f57a, 0x1f595...0x1f596, 0x1f5a4, 0x1f5fb...0x1f64f,
        0x1f680...0x1f6c5, 0x1f6cc, 0x1f6d0...0x1f6d2, 0x1f6d5...0x1f6d7, 0x1f6dc...0x1f6df,
        0x1f6eb...0x1f6ec, 0x1f6f4...0x1f6fc, 0x1f7e0...0x1f7eb, 0x1f7f0, 0x1f90c...0x1f93a,
        0x1f93c...0x1f945, 0x1f947...0x1f9ff, 0x1fa70...0x1faff, 0x20000...0x2fffd,
        0x30000...0x3fffd:
        true
    default:
        false
    }
}
