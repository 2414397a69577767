/// What one version of a text changed, by a longest common subsequence of tokens.
///
/// Of several longest ones the same is taken everywhere (`Protocol/text-merge.md`, 3): from the front,
/// equal tokens are matched; else a token of the base is dropped where that loses nothing.
struct Difference {
    struct Hunk {
        var range: Range<Int>
        var text: ArraySlice<UInt8>
    }

    private(set) var hunks: [Hunk] = []

    init(_ base: TextTokens, _ head: TextTokens) {
        let shorter = min(base.count, head.count)
        var front = 0
        while front < shorter, base[front] == head[front] { front += 1 }
        var back = 0
        while back < shorter - front, base[base.count - 1 - back] == head[head.count - 1 - back] {
            back += 1
        }
        let (rows, columns) = (base.count - front - back, head.count - front - back)
        guard rows > 0, columns > 0, rows * columns <= TextMerge.cellsMax else {
            if rows + columns > 0 { append(front..<front + rows, head.text(front..<front + columns)) }
            return
        }
        walk(base, head, from: front, rows, columns)
    }

    private mutating func append(_ range: Range<Int>, _ text: ArraySlice<UInt8>) {
        hunks.append(Hunk(range: range, text: text))
    }

    private mutating func walk(
        _ base: TextTokens, _ head: TextTokens, from front: Int, _ rows: Int, _ columns: Int
    ) {
        // Tokens as numbers: one comparison for a cell.
        var numbers: [ArraySlice<UInt8>: Int32] = [:]
        func number(_ token: ArraySlice<UInt8>) -> Int32 {
            if let known = numbers[token] { return known }
            let next = Int32(numbers.count)
            numbers[token] = next
            return next
        }
        let old = (0..<rows).map { number(base[front + $0]) }
        let new = (0..<columns).map { number(head[front + $0]) }
        // common[i][j]: the longest common subsequence of what is left from i and j on. The product is
        // bounded, so that the shorter side is within 16 bits.
        let width = columns + 1
        var common = [UInt16](repeating: 0, count: (rows + 1) * width)
        for i in stride(from: rows - 1, through: 0, by: -1) {
            for j in stride(from: columns - 1, through: 0, by: -1) {
                common[i * width + j] =
                    old[i] == new[j]
                    ? common[(i + 1) * width + j + 1] + 1
                    : max(common[(i + 1) * width + j], common[i * width + j + 1])
            }
        }
        var (i, j) = (0, 0)
        var begin = (0, 0)
        func flush(_ hunks: inout [Hunk]) {
            guard begin != (i, j) else { return }
            hunks.append(
                Hunk(
                    range: front + begin.0..<front + i, text: head.text(front + begin.1..<front + j)))
        }
        while i < rows || j < columns {
            if i < rows, j < columns, old[i] == new[j] {
                flush(&hunks)
                (i, j) = (i + 1, j + 1)
                begin = (i, j)
            } else if j == columns || i < rows && common[(i + 1) * width + j] >= common[i * width + j + 1] {
                i += 1
            } else {
                j += 1
            }
        }
        flush(&hunks)
    }
}
