/// Identifiers made of what a record is about, so that two computers that import one file make the
/// same records.
enum ContentID {
    /// A UUID (version 8) of the parts, by FNV-1a with 128 bits. It keeps nothing secret.
    static func make(_ parts: [String]) -> String {
        var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        for byte in parts.joined(separator: "\u{1f}").utf8 {
            hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
        }
        var digits = Array(String(hash, radix: 16))
        digits = Array(repeating: "0", count: 32 - digits.count) + digits
        digits[12] = "8"
        digits[16] = "8"
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(digits[$0]) }.joined(separator: "-")
    }
}
