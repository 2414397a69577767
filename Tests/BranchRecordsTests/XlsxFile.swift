import Foundation
import Testing

/// A spreadsheet as another program reads it: Python's zip and XML, and none of what wrote it.
struct XlsxFile: Decodable {
    struct Cell: Decodable, Equatable {
        /// `n` is a number, `s` a text, `blank` neither.
        var type: String
        var value: String
        var format: String
        var bold: Bool
        var filled: Bool
        var bordered: Bool
        var wrapped: Bool
    }

    struct Sheet: Decodable {
        var name: String
        var cells: [String: Cell]
        var widths: [Double]
        var merged: [String]
        var page: [String: String]
        var pane: [String: String]
        var fitsToPage: Bool
        var formulas: Int
    }

    var sheets: [Sheet]
    var names: [String]
    var created: String
    var dates: [String]

    init(_ bytes: [UInt8]) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zhibu-xlsx-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "report.xlsx")
        try Data(bytes).write(to: file)
        let python = Process()
        let output = Pipe()
        python.executableURL = URL(filePath: "/usr/bin/python3")
        python.arguments = ["-c", Self.reader, file.path]
        python.standardOutput = output
        try python.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        python.waitUntilExit()
        try #require(python.terminationStatus == 0, "python3 reads it")
        self = try JSONDecoder().decode(XlsxFile.self, from: text)
    }

    private static let reader = """
        import json, sys, zipfile
        from xml.etree import ElementTree
        N = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
        z = zipfile.ZipFile(sys.argv[1])
        assert z.testzip() is None
        xml = lambda name: ElementTree.fromstring(z.read(name))
        book, styles = xml('xl/workbook.xml'), xml('xl/styles.xml')
        texts = [''.join(t.text or '' for t in si.iter(N + 't')) for si in xml('xl/sharedStrings.xml')]
        numbers = {'0': 'General', '1': '0', '2': '0.00', '3': '#,##0', '4': '#,##0.00', '49': '@'}
        for f in styles.iter(N + 'numFmt'): numbers[f.get('numFmtId')] = f.get('formatCode')
        fonts = [f.find(N + 'b') is not None for f in styles.find(N + 'fonts')]
        fills = [f.find(N + 'patternFill').get('patternType') == 'solid' for f in styles.find(N + 'fills')]
        borders = [b.find(N + 'left').get('style') is not None for b in styles.find(N + 'borders')]
        def cell(c):
            x = styles.find(N + 'cellXfs')[int(c.get('s', '0'))]
            v = c.find(N + 'v')
            text = '' if v is None else texts[int(v.text)] if c.get('t') == 's' else v.text
            a = x.find(N + 'alignment')
            return dict(type='blank' if v is None else c.get('t', 'n'), value=text, format=numbers[x.get('numFmtId')],
                bold=fonts[int(x.get('fontId'))], filled=fills[int(x.get('fillId'))], bordered=borders[int(x.get('borderId'))],
                wrapped=a is not None and a.get('wrapText') == '1')
        def sheet(number, name):
            s = xml(f'xl/worksheets/sheet{number}.xml')
            pane, fit = s.find(f'.//{N}pane'), s.find(f'.//{N}pageSetUpPr')
            return dict(name=name, cells={c.get('r'): cell(c) for c in s.iter(N + 'c')},
                widths=[float(c.get('width')) for c in s.iter(N + 'col') for _ in range(int(c.get('min')), int(c.get('max')) + 1)],
                merged=[m.get('ref') for m in s.iter(N + 'mergeCell')], page=dict(s.find(N + 'pageSetup').attrib),
                pane={} if pane is None else dict(pane.attrib), fitsToPage=fit is not None and fit.get('fitToPage') == '1',
                formulas=len(list(s.iter(N + 'f'))))
        print(json.dumps(dict(
            sheets=[sheet(i + 1, s.get('name')) for i, s in enumerate(book.find(N + 'sheets'))],
            names=[f"{d.get('name')} {d.text}" for d in book.iter(N + 'definedName')],
            created=[e.text for e in xml('docProps/core.xml') if e.tag.endswith('}created')][0],
            dates=sorted({'%d-%d-%d' % i.date_time[:3] for i in z.infolist()}))))
        """
}
