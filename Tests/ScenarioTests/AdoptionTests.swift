import Foundation
import GRDB
import TestKit
import Testing

/// A file of another program is taken in with its data, and left again as a plain one.
@Suite struct AdoptionTests {
    @Test func aFileIsTakenInAndLeftAgain() throws {
        let program = try Program()
        let old = program.folder.appending(path: "花名册.db").path
        let plain = try DatabaseQueue(path: old)
        try plain.writeWithoutTransaction { database in
            try database.execute(
                sql: """
                    CREATE TABLE person(id TEXT NOT NULL PRIMARY KEY, "姓名" TEXT, age INTEGER,
                        twice INTEGER GENERATED ALWAYS AS (age * 2) VIRTUAL) STRICT;
                    CREATE TABLE tag(who TEXT NOT NULL REFERENCES person(id), word BLOB NOT NULL,
                        PRIMARY KEY(who, word));
                    CREATE TABLE log(id TEXT NOT NULL PRIMARY KEY, n INTEGER);
                    CREATE VIEW grown AS SELECT * FROM person WHERE age > 17;
                    CREATE TRIGGER count_them AFTER INSERT ON person BEGIN
                        INSERT INTO log VALUES (NEW.id, 1); END;
                    INSERT INTO person(id, "姓名", age) VALUES ('a', '王芳', 20), ('b', NULL, 3);
                    INSERT INTO tag VALUES ('a', x'00ff');
                    """)
        }
        try plain.close()
        let before = try Data(contentsOf: URL(filePath: old))
        let adopted = try program.run("adopt", "花名册.db")
        #expect(adopted.code == 0, "\(adopted.errors)")
        #expect(try Data(contentsOf: URL(filePath: old)) == before)
        // The user's trigger did its work in the old file: it doesn't do it again.
        let counts = try program.run("sql", "SELECT count(*) FROM log")
        #expect(counts.output.contains("2"))
        #expect(try program.run("verify", "--deep").code == 0)
        let history = try program.run("history", "person", "a", "--json")
        #expect(history.output.contains("王芳"))
        #expect(try program.run("sql", "UPDATE person SET age = 21 WHERE id = 'a'").code == 0)
        #expect(try program.run("eject", "出.db").code == 0)
        #expect(try program.run("eject", "出.db").errors.contains("206"))
        let left = try DatabaseQueue(path: program.folder.appending(path: "出.db").path)
        try left.read { database in
            let names = try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema ORDER BY name")
            #expect(!names.contains { $0.hasPrefix("zhibu_") })
            #expect(names.contains("grown") && names.contains("count_them"))
            let row = try Row.fetchOne(database, sql: "SELECT \"姓名\", twice FROM person WHERE id = 'a'")
            #expect(row?["姓名"] == "王芳" && row?["twice"] == 42)
            #expect(try Data.fetchOne(database, sql: "SELECT word FROM tag") == Data([0, 255]))
            #expect(try Int.fetchOne(database, sql: "PRAGMA application_id") == 0)
        }
        try left.close()
        try program.remove()
    }

    @Test func aKeyIsTypedAsItIsShownAndImportIsForTheBranchRecords() throws {
        let program = try Program()
        let plain = try DatabaseQueue(path: program.folder.appending(path: "old.db").path)
        try plain.writeWithoutTransaction {
            try $0.execute(
                sql: """
                    CREATE TABLE seat(hall TEXT NOT NULL, n INT NOT NULL, who TEXT, PRIMARY KEY(hall, n));
                    CREATE TABLE photo(hash BLOB NOT NULL PRIMARY KEY, title TEXT);
                    INSERT INTO seat VALUES ('大厅', 7, '王芳');
                    INSERT INTO photo VALUES (x'00ff', '合影');
                    """)
        }
        try plain.close()
        #expect(try program.run("adopt", "old.db").code == 0)
        #expect(try program.run("history", "seat", "大厅, 7").output.contains("王芳"))
        #expect(try program.run("history", "photo", "x'00FF'").output.contains("合影"))
        // A deleted record is named the same way.
        #expect(try program.run("sql", "DELETE FROM seat; DELETE FROM photo").code == 0)
        #expect(try program.run("history", "seat", "大厅, 7").output.contains("王芳"))
        #expect(try program.run("history", "photo", "x'00ff'").output.contains("合影"))
        #expect(try program.run("history", "seat", "大厅, 8").errors.contains("701"))
        for command in [["import", "seat", "old.db"], ["report", "R01"]] {
            #expect(try program.run(command).errors.contains("725"), "\(command)")
        }
        try program.remove()
    }

    @Test func otherEncodingsAndTablesWithoutAKey() throws {
        let program = try Program()
        let plain = try DatabaseQueue(path: program.folder.appending(path: "old.db").path)
        try plain.writeWithoutTransaction {
            try $0.execute(
                sql: """
                    PRAGMA encoding = 'UTF-16';
                    CREATE TABLE note(body TEXT);
                    INSERT INTO note VALUES ('支部'), ('记录');
                    """)
        }
        try plain.close()
        try Data("CREATE TABLE note(id TEXT NOT NULL PRIMARY KEY, body TEXT);".utf8)
            .write(to: program.folder.appending(path: "s.sql"))
        let taken = try program.run("adopt", "old.db", "--schema", "s.sql")
        #expect(taken.code == 0, "\(taken.errors)")
        let rows = try program.run("sql", "SELECT count(DISTINCT id), min(body), max(body) FROM note")
        #expect(rows.output.contains("2") && rows.output.contains("支部") && rows.output.contains("记录"))
        try program.remove()
    }

    @Test func whatCannotBeSyncedIsToldWithItsLineAndKeptForEditing() throws {
        let program = try Program()
        let plain = try DatabaseQueue(path: program.folder.appending(path: "old.db").path)
        try plain.writeWithoutTransaction {
            try $0.execute(
                sql: """
                    CREATE TABLE person(id INTEGER PRIMARY KEY, code TEXT UNIQUE);
                    INSERT INTO person VALUES (1, 'x'), (2, 'y');
                    """)
        }
        try plain.close()
        let refused = try program.run("adopt", "old.db")
        #expect(refused.code == 1)
        #expect(refused.errors.contains("zhibu_rule") && refused.errors.contains("zhibu.db.schema.sql"))
        #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: "zhibu.db").path))
        #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: "zhibu.db.key").path))
        let schema = program.folder.appending(path: "zhibu.db.schema.sql")
        try Data("CREATE TABLE person(id INTEGER PRIMARY KEY);\n".utf8).write(to: schema)
        try Data(
            """
            CREATE TABLE person(id INTEGER PRIMARY KEY);
            INSERT INTO zhibu_policy VALUES ('person', 'id', 'assigned');

            """.utf8
        ).write(to: schema)
        let lacks = try program.run("adopt", "old.db", "--schema", "zhibu.db.schema.sql")
        #expect(lacks.code == 1 && lacks.errors.contains("person.code"), "\(lacks.errors)")
        let taken = try program.run("adopt", "old.db", "--schema", "zhibu.db.schema.sql", "--drop")
        #expect(taken.code == 0, "\(taken.errors)")
        #expect(try program.run("sql", "SELECT sum(id) FROM person").output.contains("3"))
        try Data("no database at all, but long enough to be read as one".utf8)
            .write(to: program.folder.appending(path: "bad.db"))
        #expect(try program.run("adopt", "bad.db", "--db", "other.db").errors.contains("211"))
        try program.remove()
    }
}
