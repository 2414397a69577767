/// What stands in a file, and how it was written there.
struct FileText: Equatable {
    let text: String
    let encodingName: String

    /// Tries a byte order mark, then UTF-8, then GB18030.
    init(_ bytes: [UInt8]) throws(ImportError) {
        // What spreadsheet programs write of themselves: a zip archive (xlsx, ods, et), or Microsoft's older container (xls).
        if bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]) || bytes.starts(with: [0xd0, 0xcf, 0x11, 0xe0]) { throw .spreadsheet }
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            let body = Array(bytes.dropFirst(3))
            guard let text = String(validating: body, as: UTF8.self) else {
                throw .notText(line: Self.line(of: Self.utf8Length(body), in: body))
            }
            self.init(text: text, encodingName: "UTF-8")
        } else if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            self.init(text: try Self.utf16(bytes), encodingName: "UTF-16")
        } else if let zero = bytes.firstIndex(of: 0) {
            throw .notText(line: Self.line(of: zero, in: bytes))
        } else if let text = String(validating: bytes, as: UTF8.self) {
            self.init(text: text, encodingName: "UTF-8")
        } else {
            // Much good UTF-8 before the first bad byte is damage, not the other encoding.
            let good = Self.utf8Length(bytes)
            let characters = bytes[..<good].count { $0 >= 0xe0 }
            guard characters < 4 else { throw .notText(line: Self.line(of: good, in: bytes)) }
            let text: String
            do {
                text = try GB18030.decode(bytes)
            } catch {
                switch error {
                case .missing: throw .gb18030Missing
                case .badByte(let offset):
                    throw .notText(line: Self.line(of: offset, in: bytes))
                }
            }
            self.init(text: text, encodingName: "GB18030")
        }
    }

    private init(text: String, encodingName: String) {
        self.text = text
        self.encodingName = encodingName
    }

    private static func utf16(_ bytes: [UInt8]) throws(ImportError) -> String {
        let low = bytes[0] == 0xff ? 0 : 1
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { place in
            UInt16(bytes[place + low]) | UInt16(bytes[place + 1 - low]) << 8
        }
        guard bytes.count.isMultiple(of: 2), let text = String(validating: units, as: UTF16.self)
        else { throw .notText(line: units.count { $0 == 10 } + 1) }
        return text
    }

    /// How many bytes from the start are good UTF-8.
    private static func utf8Length(_ bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var source = bytes.makeIterator()
        var length = 0
        while true {
            guard case .scalarValue(let scalar) = decoder.decode(&source) else { return length }
            length += UTF8.width(scalar)
        }
    }

    private static func line(of offset: Int, in bytes: [UInt8]) -> Int {
        bytes.prefix(offset).count { $0 == 10 } + 1
    }
}
