import TestKit

/// What a step draws from its own seed, so that leaving other steps out changes nothing in it.
struct Dice {
    var random: SeededRandom
    /// Texts that were written nowhere else: each must be found again.
    private(set) var tokens: [String] = []
    private let prefix: String
    private var used = 0

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        prefix = "v" + String(seed % 1_679_616, radix: 36) + "x"
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }

    mutating func number(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    /// Whether a chance of one in so many has come.
    mutating func one(in count: Int) -> Bool { number(below: count) == 0 }

    mutating func token() -> String {
        used += 1
        let token = prefix + String(used) + "z"
        tokens.append(token)
        return token
    }

    mutating func takeTokens() -> [String] {
        defer { tokens = [] }
        return tokens
    }
}
