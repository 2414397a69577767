/// Which known word was probably meant.
enum Likeness {
    /// The nearest word, if no more than two letters are other, swapped, missing or too many
    /// (Damerau and Levenshtein, optimal string alignment).
    static func nearest(to typed: String, among words: [String]) -> String? {
        let ranked = words.map { (distance(typed, $0), $0) }.sorted { $0 < $1 }
        guard let best = ranked.first, best.0 <= min(2, typed.count / 2) else { return nil }
        return best.1
    }

    private static func distance(_ left: String, _ right: String) -> Int {
        let (a, b) = (Array(left), Array(right))
        var rows = [Array(0...b.count)]
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var cost = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    cost = min(cost, rows[i - 1][j - 1] + 1)
                }
                row.append(cost)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
