/// The 18 signs of a resident identity card (GB 11643).
enum IdentityNumber {
    /// The sign that belongs behind the first 17 digits.
    static func checkCharacter(of body: String) -> String {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(body.utf8, weights).reduce(0) { $0 + Int($1.0 &- 48) * $1.1 }
        return String(Array("10X98765432")[sum % 11])
    }

    enum Fault: Equatable {
        case length(Int)
        case characters
        case birthDate
        case check
    }

    /// What is wrong with a number that was cleaned already.
    static func fault(in number: String) -> Fault? {
        let signs = Array(number.utf8)
        guard signs.count == 18 else { return .length(signs.count) }
        guard signs.dropLast().allSatisfy({ (48...57).contains($0) }) else { return .characters }
        let body = String(number.dropLast())
        let birth = String(body.dropFirst(6).prefix(8))
        guard DateWords.isDay(birth) else { return .birthDate }
        return number.hasSuffix(checkCharacter(of: body)) ? nil : .check
    }
}
