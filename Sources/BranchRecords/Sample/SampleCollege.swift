/// One college of the sample: its branches, its people, and the files about them.
struct SampleCollege {
    struct Branch {
        let code: String
        let name: String
        let isStaff: Bool
        let entryYear: Int
        let level: Int
    }

    let index: Int
    let words: SampleWords.College
    let branches: [Branch]
    private(set) var people: [SamplePerson] = []
    private let seed: UInt64
    /// Whether some grades are confirmed.
    let isConfirmed: Bool

    static let peoplePerBranch = 10

    init(index: Int, seed: UInt64, isConfirmed: Bool) {
        self.isConfirmed = isConfirmed
        self.index = index
        self.seed = seed
        words = SampleWords.college(index)
        branches = Self.branches(of: words, index: index)
        people = makePeople()
    }

    private static func branches(of college: SampleWords.College, index: Int) -> [Branch] {
        let first = college.majors[0]
        let second = college.majors[1]
        let names: [(String, Int)] =
            switch index {
            case 0:
                [
                    ("汉语言文学09级学生第一党支部", 2009), ("汉语言文学09级学生第二党支部", 2009),
                    ("历史学08级学生党支部", 2008), ("新闻学10级学生党支部", 2010),
                    ("中文系教工党支部", 0), ("历史系教工党支部", 0),
                ]
            case 1:
                [
                    ("会计08级学生党支部", 2008), ("会计09级学生党支部", 2009),
                    ("国际贸易09级学生党支部", 2009), ("金融10级学生党支部", 2010),
                    ("会计系教工党支部", 0), ("金融系教工党支部", 0),
                ]
            default:
                [
                    ("\(first)08级学生党支部", 2008), ("\(first)09级学生党支部", 2009),
                    ("\(second)09级学生党支部", 2009), ("\(second)10级学生党支部", 2010),
                    ("\(first)系教工党支部", 0), ("\(college.name)机关教工党支部", 0),
                ]
            }
        let levels = [3, 2, 1, 2, 2, 4]
        return names.enumerated().map { place, name in
            Branch(
                code: college.id + padded(place + 1, 3), name: name.0, isStaff: name.1 == 0,
                entryYear: name.1, level: levels[(place + (index == 0 ? 0 : index % 3)) % 6])
        }
    }

    private func makePeople() -> [SamplePerson] {
        var random = SampleRandom(seed: seed, stream: "person/\(words.id)")
        var taken: Set<String> = []
        var made: [SamplePerson] = []
        for (place, branch) in branches.enumerated() {
            for number in 0..<Self.peoplePerBranch {
                var person = SamplePerson(
                    college: words.id, branch: branch, place: place, number: number,
                    random: &random)
                // Who answers for something is called by name, so the name must be one person's.
                if number < 2 {
                    while taken.contains(person.name) { person.name += "平" }
                }
                taken.insert(person.name)
                made.append(person)
            }
        }
        plantSpecialPeople(in: &made)
        return made
    }

    /// People that a walk through the sample looks for, and the lines that are wrong on purpose.
    private func plantSpecialPeople(in people: inout [SamplePerson]) {
        if index == 0 {
            people[3].rename("阿依古丽·买买提", ethnicity: "维吾尔族")
            people[3].mobile = "10012345678"
            people[14].rename("努尔麦麦提·阿卜杜热合曼江", ethnicity: "维吾尔族")
            people[15].rename("王㛃", ethnicity: "汉族")
            people[16].rename("𠮷田", ethnicity: "汉族")
            people[27].spoil(.checkCharacter)
        } else if index == 1 {
            people[13].rename("买买提・吐尔逊", ethnicity: "维吾尔族")
            people[25].spoil(.yearOfTwoDigits)
        } else if index == 2 {
            people[17].rename("次仁·旺堆", ethnicity: "藏族")
            people[23].spoil(.scientific)
        }
    }

    var files: [SampleFile] {
        let sheets: [(String, [[String]])] = [
            ("党支部", branchSheet), ("党员名册", rosterSheet), ("调查摸底", surveySheet),
            ("分类定级", gradeSheet), ("整改方案", planSheet), ("整改措施", measureSheet),
            ("会议活动", meetingSheet),
        ]
        return sheets.enumerated().map { place, sheet in
            let text = Sheet.write(sheet.1)
            // Where the system has no tables for GB18030, all files are in UTF-8 and say so.
            let other = (place + index).isMultiple(of: 2) ? nil : try? GB18030.encode(text)
            let bytes = other ?? [0xef, 0xbb, 0xbf] + Array(text.utf8)
            return SampleFile(
                college: words.id, name: "\(words.name)-\(sheet.0).csv", table: sheet.0,
                bytes: bytes, encodingName: other == nil ? "UTF-8" : "GB18030")
        }
    }

    func secretary(of place: Int) -> SamplePerson {
        people[place * Self.peoplePerBranch]
    }

    func random(_ stream: String) -> SampleRandom {
        SampleRandom(seed: seed, stream: "\(stream)/\(words.id)")
    }
}

/// A number with zeros in front of it.
func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
