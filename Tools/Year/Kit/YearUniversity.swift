public import BranchRecords
public import Foundation
import GRDB
public import ReplicaStore
import SyncCore
public import TestKit

/// A committee's computer and those of the colleges, with their people, at the beginning of the year.
public struct YearUniversity {
    /// A computer that somebody works at.
    public struct Station {
        public let name: String
        public let computer: Committee.Computer
        /// Nil for the committee's.
        public let college: SamplePopulation.College?
        public let isLaptop: Bool
        public let person: String
        let roles: Set<String>

        public var replica: Replica { computer.replica }
    }

    public let population: SamplePopulation
    public let committee: Committee
    public let server: Station
    public let offices: [Station]

    /// - Parameters:
    ///   - population: How large it is.
    ///   - folder: Where the replicas' files lie; nil for memory.
    public init(_ population: SamplePopulation, in folder: URL?) throws {
        self.population = population
        let start = YearCalendar.midnight(of: YearCalendar.first) + 9 * 3_600_000
        var place: (@Sendable (String) -> String)?
        if let path = folder?.path { place = { name in "\(path)/\(name).db" } }
        committee = try Committee(
            seed: population.seed, schema: BranchSchema.sql, scopes: population.colleges.map(\.scope) + ["committee"],
            serverRoles: ["admin", "uni_org", "uni_leader"], ruleStepsMax: 500_000_000, now: start, place: place)
        server = Station(
            name: "server", computer: committee.server, college: nil, isLaptop: false, person: "赵敏", roles: ["admin", "uni_org", "uni_leader"])
        for scope in population.colleges.map(\.scope) + ["uni", "committee"] { try server.replica.hold(scope: scope, writes: true) }
        try server.replica.setPerson(server.person)
        try server.replica.edit(YearFunctions.add)
        let stamp = YearCalendar.text(start)
        try server.replica.edit { try population.writeUniversity(to: $0, createdAt: stamp, createdBy: "赵敏") }

        var offices: [Station] = []
        for (place, college) in population.colleges.enumerated() {
            // A third of the colleges have a secretary with a computer of her own.
            for isLaptop in place % 3 == 0 ? [false, true] : [false] {
                // What another role decides they may propose.
                let roles = isLaptop ? ["col_sec", "br_sec", "propose"] : ["col_org", "col_sec", "br_sec", "member", "propose"]
                let name = college.code + (isLaptop ? "-laptop" : "")
                let computer = try committee.enrol(name, roles: roles, scopes: [college.scope])
                let person = isLaptop ? "\(college.name)书记" : "\(college.name)组织员"
                try computer.replica.setPerson(person)
                try computer.replica.edit(YearFunctions.add)
                offices.append(
                    Station(name: name, computer: computer, college: college, isLaptop: isLaptop, person: person, roles: Set(roles)))
            }
        }
        self.offices = offices
        for office in offices where !office.isLaptop {
            guard let college = office.college else { continue }
            try office.replica.edit { try population.write(college, to: $0, createdAt: stamp, createdBy: office.person) }
        }
    }

    /// The stations that an actor of a script is.
    func stations(of actor: YearScript.Actor) -> [Station] {
        switch actor {
        case .uni: [server]
        case .office: offices.filter { !$0.isLaptop }
        case .laptop: offices.filter(\.isLaptop)
        }
    }
}
