import BranchRecords
import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit

/// Plays a script through the year: everybody works offline, syncs now and then, and decides what no rule may decide.
public final class YearPlay {
    /// What was counted meanwhile.
    public struct Figures: Sendable {
        public internal(set) var cases = 0
        public internal(set) var syncs = 0
        public internal(set) var syncBytes = 0
        /// Conflicts that were decided, by kind.
        public internal(set) var decided: [String: Int] = [:]
        /// What a script's author should look at, by act; the first of each.
        public internal(set) var troubles: [String: (count: Int, first: String)] = [:]
        /// What took time, in seconds.
        public internal(set) var seconds: [String: Double] = [:]
    }

    public let university: YearUniversity
    public private(set) var figures = Figures()
    private let script: YearScript
    /// Cases by day and in the order in which they were found.
    private var due: [String: [YearDeeds.Case]] = [:]
    private var clock: Int64
    private let desk = EntryDesk()

    public init(_ university: YearUniversity, _ script: YearScript) {
        (self.university, self.script) = (university, script)
        clock = YearCalendar.midnight(of: YearCalendar.first) + 9 * 3_600_000
    }

    /// From the first day to the last; then everybody syncs until all have all.
    ///
    /// - Parameter told: Called at the beginning of each month.
    public func run(told: (String) -> Void) throws {
        for office in university.offices { try sync(office) }
        var day = YearCalendar.first
        while day <= YearCalendar.last {
            if day.hasSuffix("-01") { told(day) }
            try play(day)
            day = YearCalendar.day(after: day)
        }
        try settle()
    }

    // MARK: one day

    private func play(_ day: String) throws {
        move(to: YearCalendar.midnight(of: day) + 9 * 3_600_000)
        for act in script.acts where act.first == day { try timed("plan") { try plan(act) } }
        let now = YearCalendar.text(clock)
        var cases = (due.removeValue(forKey: day) ?? [])[...]
        while let first = cases.first {
            let same = cases.prefix { $0.act.name == first.act.name && $0.station.name == first.station.name }
            cases = cases.dropFirst(same.count)
            if first.act.decidesFirst { try decideAll(of: first.station) }
            try timed("work") { note(try YearDeeds(day: day, now: now, desk: desk).play(Array(same)), of: first.act) }
            figures.cases += same.count
            move(to: clock + 5_000)
        }
        move(to: max(clock, YearCalendar.midnight(of: day) + 17 * 3_600_000))
        for (place, office) in university.offices.enumerated() where syncs(place, on: day) {
            try timed("sync") { try sync(office) }
            try timed("decide") { try decide(at: office) }
        }
        if day.hasSuffix("-15") || day.hasSuffix("-28") { try timed("decide") { try decide(at: university.server) } }
    }

    /// Asks the act's query and spreads its answers over the window.
    private func plan(_ act: YearScript.Act) throws {
        let days = YearCalendar.workingDays(from: act.first, to: act.last)
        for station in university.stations(of: act.actor) {
            let rows = try answers(of: act, at: station)
            for (place, values) in rows.enumerated() {
                let key = act.name + station.name + (values.key ?? "\(place)")
                let day = days[Int(YearFunctions.hash(key) % UInt64(days.count))]
                due[day, default: []].append(YearDeeds.Case(act: act, station: station, values: values.values))
            }
        }
    }

    private func answers(of act: YearScript.Act, at station: YearUniversity.Station) throws -> [(key: String?, values: [String: String])] {
        guard let query = act.query else { return [(nil, [:])] }
        do {
            return try station.replica.read { database in
                let statement = try database.makeStatement(sql: query)
                let arguments = YearFunctions.arguments(of: statement, station, act.first)
                return try Row.fetchAll(statement, arguments: arguments).map { row in
                    let values = zip(row.columnNames, row.databaseValues).map { name, value in
                        (name, value.isNull ? "" : String.fromDatabaseValue(value) ?? "\(value)")
                    }
                    return (values.first?.1, Dictionary(values) { first, _ in first })
                }
            }
        } catch {
            note([YearDeeds.Trouble(act: act.name, deed: "for", what: "\(error)")], of: act)
            return []
        }
    }

    private func note(_ troubles: [YearDeeds.Trouble], of act: YearScript.Act) {
        for trouble in troubles {
            let known = figures.troubles[act.name]
            figures.troubles[act.name] = ((known?.count ?? 0) + 1, known?.first ?? trouble.description)
        }
    }

    // MARK: syncs

    /// Most offices sync every few days, some once in two weeks; nobody does in the long vacation but on Mondays.
    private func syncs(_ place: Int, on day: String) -> Bool {
        let luck = YearFunctions.hash("\(place)/\(day)") % 100
        let share: UInt64 = [70, 45, 45, 30, 20, 12][place % 6]
        return luck < (day > "2012-07-10" && day < "2012-08-20" ? share / 3 : share)
    }

    private func sync(_ office: YearUniversity.Station) throws {
        let now = clock
        var pair = ReplicaPair(office.computer, university.server.computer, batchBytes: 1 << 18, now: { now })
        try pair.run()
        try pair.noteEnds()
        figures.syncs += 1
        figures.syncBytes += pair.bytes
        move(to: clock + 1_000)
    }

    // MARK: decisions

    /// Decides what this computer may: the office what is its college's, the committee what nobody has decided.
    @discardableResult
    private func decide(at station: YearUniversity.Station) throws -> Int {
        var decided = 0
        let open = try station.replica.conflicts().filter { $0.status == .open && isOurs($0, station) }
        // A conflict's identifier has changesets in it, and those the time of day at which the year is played.
        let matters = open.map { (name: "\($0.kind) \($0.table) \($0.key) \($0.unit ?? "")", conflict: $0) }
        for (name, conflict) in matters.sorted(by: { $0.name < $1.name }) {
            let take = 1 + Int(YearFunctions.hash(name) % UInt64(max(1, conflict.candidates.count)))
            let choices: [Choice] = conflict.isFinding ? [.take(1), .keep] : conflict.candidates.isEmpty ? [.keep] : [.take(take), .keep]
            for choice in choices {
                do {
                    let settlement = try station.replica.resolve(conflict.id.text, choice, reason: "与原件核对后裁定")
                    decided += 1
                    if settlement != .signed { figures.decided[conflict.kind, default: 0] += 1 }
                    break
                } catch let error as StoreError where error.code == .choiceUnfit {
                    continue
                } catch let error as StoreError where Self.anothers.contains(error.code) {
                    break
                }
            }
            move(to: clock + 1_000)
        }
        return decided
    }

    /// What an office has open is decided before it hands something in: what it may not decide alone, by the committee too.
    private func decideAll(of office: YearUniversity.Station) throws {
        try timed("decide") { try decide(at: office) }
        try timed("sync") { try sync(office) }
        try timed("decide") { try decide(at: university.server) }
        try timed("sync") { try sync(office) }
        try timed("decide") { try decide(at: office) }
    }

    /// What this computer may not decide, or has signed already, another one does; what is no more as it was comes again.
    private static let anothers: Set<StoreError.Code> = [
        .roleNeeded, .notEntitled, .signedAlready, .conflictChanged, .conflictDecided, .conflictSettled, .conflictUnknown,
    ]

    private func isOurs(_ conflict: Conflict, _ station: YearUniversity.Station) -> Bool {
        station.college == nil || conflict.scope == station.college?.scope
    }

    // MARK: the end

    /// Everybody syncs and decides until nothing is new.
    private func settle() throws {
        move(to: YearCalendar.midnight(of: YearCalendar.last) + 15 * 3_600_000)
        for _ in 0..<6 {
            var decided = 0
            for office in university.offices {
                try timed("sync") { try sync(office) }
                try timed("decide") { decided += try decide(at: office) }
            }
            for office in university.offices { try timed("sync") { try sync(office) } }
            decided += try decide(at: university.server)
            for office in university.offices { try timed("sync") { try sync(office) } }
            if decided == 0 { break }
        }
    }

    private func move(to moment: Int64) {
        guard moment > clock else { return }
        university.committee.world.advance(milliseconds: moment - clock)
        clock = moment
    }

    private func timed(_ what: String, _ work: () throws -> Void) rethrows {
        let begin = ContinuousClock.now
        try work()
        let spent = (ContinuousClock.now - begin).components
        figures.seconds[what, default: 0] += Double(spent.seconds) + Double(spent.attoseconds) * 1e-18
    }
}
