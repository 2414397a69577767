import ArgumentParser
import ReplicaStore

/// `zhibu whoami [NAME]`: the person at this device.
struct WhoamiCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami", abstract: "登记使用人 / the person at this device")

    @OptionGroup var common: CommonOptions
    @Argument(help: "姓名 / name") var name: String?

    func validate() throws { try common.requireName(name) }

    func run() throws {
        try common.withReplica { replica in
            if let name { try replica.setPerson(name) }
            let person = try replica.person()
            if common.json {
                common.show(.object([("person", .optional(person))]))
            } else {
                common.show(common.words(person.map { .personIs($0) } ?? .personUnknown))
            }
        }
    }
}
