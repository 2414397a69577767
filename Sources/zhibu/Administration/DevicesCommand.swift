import ArgumentParser
import ReplicaStore
import SyncCore

/// `zhibu devices`: the enrolled computers, what each may do, and what of theirs awaits review.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "已登记的电脑 / the enrolled computers")

    @OptionGroup var common: CommonOptions

    func run() throws {
        try common.withReplica { replica in
            let control = try replica.control()
            let waiting = try replica.voidChangesets()
            let devices = control.devices.values.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
            if common.json {
                common.show(.array(devices.map { Self.document($0, control, waiting) }))
                return
            }
            var table = AlignedTable(Message.devicesHeader.map { common.words($0) })
            for device in devices {
                let grant = control.grants[device.id]
                let count = waiting.count { $0.author.device == device.id.text }
                table.add([
                    device.name, String(device.id.text.prefix(8)),
                    (grant?.roles ?? []).joined(separator: " "),
                    (grant?.scopes ?? []).joined(separator: " "),
                    control.revoked[device.id].map { common.words(.revoked($0.reason)) } ?? "",
                    count > 0 ? "\(count)" : "",
                ])
            }
            common.show(table.text)
            if !waiting.isEmpty { common.show(common.words(.awaitingReview(waiting.count))) }
        }
    }

    private static func document(
        _ device: ControlDevice, _ control: ControlState, _ waiting: [VoidChangeset]
    ) -> JSON {
        let grant = control.grants[device.id]
        return .object([
            ("id", .string(device.id.text)), ("name", .string(device.name)),
            ("roles", .array((grant?.roles ?? []).map { .string($0) })),
            ("scopes", .array((grant?.scopes ?? []).map { .string($0) })),
            ("revoked", .optional(control.revoked[device.id]?.reason)),
            (
                "awaiting_review",
                .array(
                    waiting.filter { $0.author.device == device.id.text }.map { item in
                        .object([
                            ("scope", .string(item.scope)), ("author", .string(item.author.short)),
                            ("seq", .integer(item.number)), ("at", .string(Moment(item.at).iso)),
                            ("person", .string(item.person)),
                            ("why", .string(item.reason.rawValue)),
                        ])
                    })
            ),
        ])
    }
}

extension Replica {
    /// The one device with this name, or whose id begins so.
    ///
    /// - Throws: `StoreError.deviceUnknown` for none or more than one.
    func device(named typed: String) throws -> ControlDevice {
        let all = try control().devices.values
        let named = all.filter { $0.name == typed }
        let matches =
            named.isEmpty
            ? all.filter { !typed.isEmpty && $0.id.text.hasPrefix(typed.lowercased()) } : named
        guard let device = matches.first else { throw StoreError(.deviceUnknown, typed) }
        guard matches.count == 1 else {
            let list = matches.sorted { $0.id.text < $1.id.text }
                .map { "\($0.name) (\($0.id.text.prefix(8)))" }
            throw CommandFailure(.deviceAmbiguous, list.joined(separator: ", "))
        }
        return device
    }
}
