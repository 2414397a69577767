import Foundation

/// The canonical text of a value, one field of a line (`Protocol/changeset.md`, rule `value`).
///
///     n                       NULL
///     i-42                    integer, decimal, no leading zero
///     r3ff8000000000000       real, the 16 hexadecimal digits of its IEEE 754 bits
///     t…                      text that is valid UTF-8; \\ \t \n \r \0 are escaped, nothing else
///     T…                      text that is not valid UTF-8, in base64
///     b…                      blob, in base64
extension Value {
    /// Appends the canonical text; two values have the same text exactly when they are equal.
    public func appendText(to line: inout [UInt8]) {
        switch self {
        case .null: line.append(UInt8(ascii: "n"))
        case .integer(let number):
            line.append(UInt8(ascii: "i"))
            line.append(decimal: number)
        case .real(let number):
            line.append(UInt8(ascii: "r"))
            let bits = number.bitPattern
            for shift in stride(from: 56, through: 0, by: -8) {
                line.append(hex: UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
            }
        case .text(let bytes): Self.appendText(bytes, to: &line)
        case .blob(let bytes):
            line.append(UInt8(ascii: "b"))
            line.append(contentsOf: Data(bytes).base64EncodedData())
        }
    }

    private static func appendText(_ bytes: [UInt8], to line: inout [UInt8]) {
        bytes.withUnsafeBufferPointer { appendText($0, to: &line) }
    }

    /// Appends the canonical text of a text value whose bytes lie elsewhere.
    package static func appendText(_ bytes: UnsafeBufferPointer<UInt8>, to line: inout [UInt8]) {
        guard isUTF8(bytes) else {
            line.append(UInt8(ascii: "T"))
            line.append(contentsOf: Data(bytes).base64EncodedData())
            return
        }
        line.append(UInt8(ascii: "t"))
        // Most texts have nothing to escape; this loop has no branches for the compiler to keep.
        var needsEscape = false
        for byte in bytes { needsEscape = needsEscape || (byte <= 0x0D) || (byte == 0x5C) }
        if needsEscape {
            appendEscaped(bytes, to: &line)
        } else {
            line.append(contentsOf: bytes)
        }
    }

    private static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return true
        } catch {
            return false
        }
    }

    /// Appends text with the five escapes; the only characters a field can't hold as they are.
    package static func appendEscaped(_ bytes: some Sequence<UInt8>, to line: inout [UInt8]) {
        for byte in bytes {
            if byte > 0x0D, byte != 0x5C {
                line.append(byte)
                continue
            }
            switch byte {
            case 0x5C: line.append(ascii: "\\\\")
            case 0x09: line.append(ascii: "\\t")
            case 0x0A: line.append(ascii: "\\n")
            case 0x0D: line.append(ascii: "\\r")
            case 0x00: line.append(ascii: "\\0")
            default: line.append(byte)
            }
        }
    }

    /// Reads a field's escapes back, or nil where one is unknown or a character stands bare.
    package static func unescaped(_ field: ArraySlice<UInt8>) -> [UInt8]? {
        let isPlain = field.withUnsafeBufferPointer { bytes in
            var isOther = false
            for byte in bytes { isOther = isOther || (byte == 0x5C) || (byte == 0x0D) || (byte == 0) }
            return !isOther
        }
        if isPlain { return Array(field) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(field.count)
        var index = field.startIndex
        while index < field.endIndex {
            let byte = field[index]
            index += 1
            if byte == 0 || byte == 0x0D { return nil }
            if byte != 0x5C {
                bytes.append(byte)
                continue
            }
            guard index < field.endIndex else { return nil }
            switch field[index] {
            case 0x5C: bytes.append(0x5C)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "0"): bytes.append(0x00)
            default: return nil
            }
            index += 1
        }
        return bytes
    }

    /// Reads a canonical field; nil for anything that `appendText` would not have written.
    public init?(text field: ArraySlice<UInt8>) {
        guard let kind = field.first else { return nil }
        let rest = field.dropFirst()
        switch kind {
        case UInt8(ascii: "n"):
            guard rest.isEmpty else { return nil }
            self = .null
        case UInt8(ascii: "i"):
            guard let number = Int64(canonical: rest) else { return nil }
            self = .integer(number)
        case UInt8(ascii: "r"):
            guard rest.count == 16, let bytes = [UInt8](hexText: rest) else { return nil }
            let number = Double(bitPattern: bytes.reduce(0) { $0 << 8 | UInt64($1) })
            guard !number.isNaN else { return nil }
            self = .real(number)
        case UInt8(ascii: "t"):
            guard let bytes = Self.unescaped(rest), bytes.withUnsafeBufferPointer(Self.isUTF8) else {
                return nil
            }
            self = .text(bytes)
        case UInt8(ascii: "T"):
            guard let bytes = Self.base64(rest), !bytes.withUnsafeBufferPointer(Self.isUTF8) else {
                return nil
            }
            self = .text(bytes)
        case UInt8(ascii: "b"):
            guard let bytes = Self.base64(rest) else { return nil }
            self = .blob(bytes)
        default: return nil
        }
    }

    /// Canonical base64 only: padded, no other characters, no stray bits.
    private static func base64(_ field: ArraySlice<UInt8>) -> [UInt8]? {
        guard let data = Data(base64Encoded: Data(field)),
            data.base64EncodedData().elementsEqual(field)
        else { return nil }
        return Array(data)
    }
}

extension Int64 {
    /// Reads decimal digits as `append(decimal:)` writes them: no plus sign, no leading zero.
    package init?(canonical field: ArraySlice<UInt8>) {
        var digits = field
        let negative = digits.first == UInt8(ascii: "-")
        if negative { digits = digits.dropFirst() }
        guard let first = digits.first, digits.count <= 19 else { return nil }
        if first == UInt8(ascii: "0"), digits.count > 1 || negative { return nil }
        var magnitude: UInt64 = 0
        for digit in digits {
            guard digit >= 0x30, digit <= 0x39 else { return nil }
            magnitude = magnitude * 10 + UInt64(digit - 0x30)
        }
        if negative {
            guard magnitude <= UInt64(Int64.max) + 1 else { return nil }
            self = Int64(truncatingIfNeeded: 0 &- magnitude)
        } else {
            guard let number = Int64(exactly: magnitude) else { return nil }
            self = number
        }
    }
}
