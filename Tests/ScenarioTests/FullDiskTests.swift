import Foundation
import Testing

/// A real disk without room, at every command that writes: a small file system of its own, in a namespace of its own.
@Suite struct FullDiskTests {
    /// What was acknowledged is there, what was not says so, and with room again all goes on.
    private static let script = """
        set -u
        mount -t tmpfs -o size=8m tmpfs "$1" || { echo "no mount"; exit 9; }
        cd "$1"; Z="$2"
        printf 'CREATE TABLE note(id TEXT NOT NULL PRIMARY KEY, body TEXT);' > s.sql
        "$Z" init --found --schema s.sql --db a.db --name a > /dev/null || exit 8
        body=$(head -c 3000 /dev/zero | tr '\\0' x)
        n=0; rows=0
        write() { n=$((n+1)); say write sql "INSERT INTO note VALUES ('$n', '$body')"; [ $code = 0 ] && rows=$((rows+1)); }
        say() { what=$1; shift; out=$("$Z" "$@" --db a.db --lang en 2>&1); code=$?
            case $out in *"Error 203"*) echo "$what $code 203";; *) echo "$what $code $(echo "$out" | grep -o 'Error [0-9]*')";; esac; }
        for i in 1 2 3 4 5; do write; done
        say sql sql "UPDATE note SET body = 'short' WHERE id = '1'"
        printf 'id,body\\n' > list.csv; for i in $(seq 1 300); do printf 'l%s,%s\\n' $i "$body" >> list.csv; done
        dd if=/dev/zero of=filler bs=4k 2> /dev/null
        for i in $(seq 1 8); do write; done
        say backup backup b.db
        say bundle bundle export c.zb --plain
        say compact compact --keep 0
        say doctor doctor d.json
        say verify verify --deep
        [ -e b.db ] && echo "half a backup"; [ -e c.zb ] && echo "half a bundle"
        rm filler
        write
        say verify verify --deep
        say backup backup b.db --check
        say compact compact --keep 0
        say verify verify --deep
        found=$("$Z" sql "SELECT count(*) FROM note" --db a.db --lang en 2> /dev/null | grep -o '[0-9]*' | tail -1)
        echo "rows $rows $found"
        """

    @Test func nothingAcknowledgedIsLostWithoutRoom() throws {
        let program = try Program()
        let disk = program.folder.appending(path: "disk")
        try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
        let (shell, pipe) = (Process(), Pipe())
        shell.executableURL = URL(filePath: "/usr/bin/env")
        shell.arguments = ["unshare", "-rm", "sh", "-c", Self.script, "sh", disk.path, Program.binary.path]
        shell.standardOutput = pipe
        try shell.run()
        let said = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        shell.waitUntilExit()
        let lines = said.split(separator: "\n").map(String.init)
        #expect(lines.prefix(6).allSatisfy { $0.split(separator: " ")[1] == "0" }, "\(said)")
        // Full: each write either was made or says so.
        #expect(lines.contains("write 1 203") && lines.contains("backup 1 203"), "\(said)")
        #expect(lines.allSatisfy { !$0.hasPrefix("half") && !$0.contains("Error 199") && !$0.contains("Error 202") }, "\(said)")
        #expect(lines.filter { $0.hasPrefix("verify") } == ["verify 1 203", "verify 0 ", "verify 0 "], "\(said)")
        // With room again.
        #expect(lines.suffix(6).dropLast().allSatisfy { $0.split(separator: " ")[1] == "0" }, "\(said)")
        let counts = lines.last?.split(separator: " ").dropFirst() ?? []
        #expect(counts.count == 2 && Set(counts).count == 1, "\(said)")
        try program.remove()
    }
}
