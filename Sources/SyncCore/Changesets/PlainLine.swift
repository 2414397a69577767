/// A line that inserts or changes a row, before its values are read.
package struct PlainLine {
    package let shape: TableShape
    /// The how-manieth shape of its changeset that is, from 1.
    package let shapeNumber: Int
    package let isInsertion: Bool
    /// The key's fields as they stand there, a TAB behind each.
    package let key: ArraySlice<UInt8>
    let rest: ArraySlice<UInt8>

    /// Calls `body` with the position in the shape of each column that is changed; of an insertion, none.
    package func forEachColumn(_ body: (Int) -> Void) {
        guard !isInsertion else { return }
        var (number, fields, isNumber) = (0, 0, true)
        for byte in rest {
            if byte == 0x09 {
                // Behind a column stands its value, and then the next column, or with `<` once more what it replaced.
                if fields % 2 == 0, isNumber { body(number) }
                fields += 1
                (number, isNumber) = (0, true)
            } else if fields % 2 == 0 {
                let digit = Int(byte) - 0x30
                isNumber = isNumber && (0...9).contains(digit) && number < 1 << 32
                if isNumber { number = number * 10 + digit }
            }
        }
    }
}
