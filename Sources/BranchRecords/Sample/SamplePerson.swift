/// One line of a sample roster, in the words that stand in the file.
struct SamplePerson {
    /// What a line that is wrong on purpose has wrong.
    enum Damage {
        case checkCharacter
        case yearOfTwoDigits
        case scientific
    }

    var name: String
    var mobile: String
    private(set) var ethnicity: String
    private(set) var identityNumber: String
    private(set) var birthDate: String
    let number: String
    let branch: String
    let isWoman: Bool
    let isStaff: Bool
    let isFull: Bool
    let joined: String
    let regularised: String

    init(
        college: String, branch: SampleCollege.Branch, place: Int, number: Int,
        random: inout SampleRandom
    ) {
        self.branch = branch.name
        isStaff = branch.isStaff
        isWoman = random.chance(50)
        isFull = number < 2 || random.chance(70)
        let serial = place * 10 + number + 1
        self.number =
            isStaff
            ? "00" + college + padded(serial, 3)
            : padded(branch.entryYear % 100, 2) + college + padded(serial, 5)
        let year = isStaff ? 1955 + random.below(30) : branch.entryYear - 19 + random.below(2)
        let month = 1 + random.below(12)
        let day = 1 + random.below(28)
        birthDate = Self.date(year, month, day, form: random.below(4))
        let region = 101 + random.below(99)
        let order = padded(random.below(40) * 20 + serial % 10 * 2 + (isWoman ? 0 : 1), 3)
        let body = "000\(region)\(year)\(padded(month, 2))\(padded(day, 2))\(order)"
        identityNumber = body + IdentityNumber.checkCharacter(of: body)
        mobile = "100" + college + padded(serial, 3) + padded(random.below(100), 2)
        let entered = isStaff ? year + 24 : branch.entryYear + 1
        joined = Self.date(entered, 5, 1 + random.below(28), form: random.below(4))
        regularised = isFull ? "\(entered + 1)-05-\(padded(1 + random.below(28), 2))" : ""
        (name, ethnicity) = Self.makeName(mayBeRare: number > 1, random: &random)
    }

    static func makeName(
        mayBeRare: Bool, random: inout SampleRandom
    ) -> (name: String, ethnicity: String) {
        let luck = random.below(100)
        if mayBeRare && luck < 2 { return (random.pick(SampleWords.uygur), "维吾尔族") }
        if mayBeRare && luck < 3 { return (random.pick(SampleWords.zang), "藏族") }
        let surname =
            luck < 6
            ? random.pick(SampleWords.rareSurnames) : random.pick(SampleWords.surnames)
        var given = random.pick(SampleWords.given)
        if random.chance(80) { given += random.pick(SampleWords.given) }
        if mayBeRare && random.chance(2) { given = random.pick(SampleWords.rareGiven) }
        return (surname + given, luck == 99 ? "畲族" : "汉族")
    }

    /// The same day as different offices write it.
    private static func date(_ year: Int, _ month: Int, _ day: Int, form: Int) -> String {
        switch form {
        case 0: "\(year)/\(month)/\(day)"
        case 1: "\(year).\(month).\(day)"
        case 2: "\(year)年\(month)月\(day)日"
        default: "\(year)-\(padded(month, 2))-\(padded(day, 2))"
        }
    }

    mutating func rename(_ name: String, ethnicity: String) {
        self.name = name
        self.ethnicity = ethnicity
    }

    mutating func spoil(_ damage: Damage) {
        switch damage {
        case .checkCharacter:
            let last = identityNumber.removeLast()
            identityNumber += last == "1" ? "2" : "1"
        case .yearOfTwoDigits:
            birthDate = "90.3.7"
        case .scientific:
            identityNumber = "1.00101E+17"
        }
    }
}
