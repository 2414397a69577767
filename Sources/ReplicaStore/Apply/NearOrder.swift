/// An order of keys that is nearly theirs: by the eight bytes that follow what all of a table have in common. Who looks up
/// many rows in it finds most of them on the page of the one before.
enum NearOrder {
    /// - Parameter items: The table of each, and where its key lies in the bytes.
    static func of(_ items: [(table: Int, key: Range<Int>)], in bytes: [UInt8]) -> [Int] {
        bytes.withUnsafeBytes { bytes in
            var common: [Int: Range<Int>] = [:]
            for item in items {
                guard let known = common[item.table] else {
                    common[item.table] = item.key
                    continue
                }
                var same = 0
                while same < min(known.count, item.key.count),
                    bytes[known.lowerBound + same] == bytes[item.key.lowerBound + same]
                {
                    same += 1
                }
                if same < known.count { common[item.table] = known.lowerBound..<known.lowerBound + same }
            }
            var order: [(table: Int, start: UInt64, index: Int)] = []
            order.reserveCapacity(items.count)
            for (index, item) in items.enumerated() {
                var start: UInt64 = 0
                let first = item.key.lowerBound + (common[item.table]?.count ?? 0)
                for place in first..<first + 8 {
                    start = start << 8 | (place < item.key.upperBound ? UInt64(bytes[place]) : 0)
                }
                order.append((item.table, start, index))
            }
            order.sort { ($0.table, $0.start, $0.index) < ($1.table, $1.start, $1.index) }
            return order.map(\.index)
        }
    }
}
