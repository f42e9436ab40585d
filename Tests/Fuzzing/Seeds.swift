import Foundation
import ProgramArguments
import Storage
import TestFiles

/// Small inputs that the parsers take, from which fuzzing begins.
enum Seeds {
  static let triangles = """
    *Vertices 6
    1 "a"
    2 "b b"
    3 "c" 0.5
    4 "d"
    5 "e"
    6 "f"
    *Edges 7
    1 2 1.5
    1 3
    2 3 1e-3
    3 4
    4 5
    4 6 2
    5 6

    """

  static let networks = [
    triangles, "# links\n1 2\n2 3 0.5\n3 1 1e3\n", "1\t2\t3\r\n2\t1\t4\r\n",
    "*vertices 2\n1 0 0.0 0.0 ellipse\n2 1 0.0 0.0 ellipse ic \"Light Red\"\n*arcs\n1 2 1.0 l \"x\"\n",
    "*Network \"n\"\n*Vertices 3\n*Arcslist\n1 2 3\n*Edgeslist\n2 3\n",
    "*Vertices 3\n*Matrix\n0 1 0\n0.5 0 2\n1 0 0\n",
    "\u{FEFF}1 2\n", "1 2 {}\r2 3\r3 3 0\r",
    "*Vertices 9\n*Arcs\n1 2\n*Edges\n2 3 1e280\n3 4 1e-280\n",
    "*vertices 3\n1 \"C's \"d\"\" 0.0 0.0 box\n2 \"b\\\\\" 0\n3 #c -1 2\n*edges\n1 2 1e-05 color blue\n",
  ].map { Array($0.utf8) }

  static let networkWords = [
    "*Vertices 3", "*vertices", "*Edges", "*Arcs", "*Links", "*Arcslist", "*Edgeslist", "*Matrix",
    "*Network", "*States", "*Bipartite 2", "*Intra", "\"", "\\\"", "\r\n", "\t", "#", "%", ":",
    "::",
    "\u{FEFF}", "\0", "1:1:1",
  ]

  static let clus = [
    "# node_id module flow\n1 1 0.2\n2 1 0.2\n3 1 0.1\n4 2 0.1\n5 2 0.2\n6 2 0.2\n",
    "*Vertices 3\n1\n1\n2\n",
  ]
  .map { Array($0.utf8) }

  static let trees = [
    """
    # path flow name node_id
    1:1 0.2 "a" 1
    1:2 0.2 "b \\"b\\"" 2
    1:3 0.1 "c" 3
    2:1:1 0.1 "d" 4
    2:1:2 0.2 "e" 5
    2:2:1 0.2 "f" 6

    """
  ].map { Array($0.utf8) }

  static let labelTexts = [
    "0\n1\n1\n2\n", "0\r\n1\r\n", "\u{FEFF}7\n-1\n18446744073709551615\n",
    "0.000000000000000000e+00\n1.000000000000000000e+00\n", "Ann\nBob\nAnn\n", "1 1\n2 1\n",
  ].map { Array($0.utf8) }

  static let numpyWords = [
    "'descr'", "'fortran_order'", "'shape'", "'<f2'", "'<f4'", "'>f4'", "'<f8'", "'<i8'", "'<u8'",
    "'|b1'", "'|O'", "'<U3'", "[('a', '<f4')]", "True", "False", "(2, 3)", "(6,)", "()", "40L", "{",
    "}", ", ", "\u{93}NUMPY",
  ]

  /// A numpy array of any version of the format.
  static func array(
    _ type: String, _ shape: String, _ data: [UInt8], version: UInt8 = 1
  ) -> [UInt8] {
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
    let start = version == 1 ? 10 : 12
    while (start + header.utf8.count + 1) % 64 != 0 { header += " " }
    header += "\n"
    let length = header.utf8.count
    let lengthBytes = (0..<(version == 1 ? 2 : 4)).map {
      UInt8(truncatingIfNeeded: length >> (8 * $0))
    }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + lengthBytes + Array(header.utf8) + data
  }

  private static func bytes<Value>(_ values: [Value]) -> [UInt8] {
    values.withUnsafeBytes { Array($0) }
  }

  private static let floats: [Float] = [0.5, -1, 2, 0.25, 3, -0.125]

  static let floatArrays = [
    array("<f4", "(2, 3)", bytes(floats)),
    array("<f8", "(3, 2)", bytes(floats.map(Double.init)), version: 2),
    array("<f2", "(2, 3)", bytes([0x3800, 0xBC00, 0x4000, 0x3400, 0x4200, 0xB000] as [UInt16])),
    array("<f4", "(2L, 3L)", bytes(floats)),
  ]

  static let archives =
    floatArrays.map { ZipFile.archive([.init("x.npy", $0)]) } + [
      ZipFile.archive([.init("a.npy", integerArrays[0]), .init("b.npy", floatArrays[0])]),
      ZipFile.archive([.init("x.npy", floatArrays[0])], isLarge: true, comment: "of two"),
      compressedArchive,
    ]

  /// A matrix of 2 rows of the floats above, as numpy.savez_compressed writes it.
  private static let compressedArchive = [UInt8](
    Data(
      base64Encoded: """
        UEsDBC0AAAAIAAAAIQAd8YGl//////////8FABQAeC5ucHkBABAAmAAAAAAAAABZAAAAAAAAAJvsF+ob
        EMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CsaaOgq1
        CmQDLgYGBnsGhob9QNoBSNsBKSDNsA8AUEsBAi0DLQAAAAgAAAAhAB3xgaVZAAAAmAAAAAUAAAAAAAAA
        AAAAAIABAAAAAHgubnB5UEsFBgAAAAABAAEAMwAAAJAAAAAAAA==
        """.replacing("\n", with: ""))!)

  static let tensors = [
    SafetensorsFile.tensor("x", "F32", "[2, 3]", bytes(floats)),
    SafetensorsFile.tensor("x", "F64", "[3, 2]", bytes(floats.map(Double.init))),
    SafetensorsFile.tensor(
      "a/b", "BF16", "[2, 3]", bytes(floats.map { UInt16($0.bitPattern >> 16) })),
  ]

  static let tensorWords = [
    "F16", "BF16", "F32", "F64", "I64", "shape", "dtype", "data_offsets", "__metadata__", "[2, 3]",
    "{", "}", "[0,24]", "-1", "1e9", "9223372036854775808", "null",
  ]

  static let integerArrays = [
    array("<i8", "(4,)", bytes([0, 1, -1, 5] as [Int64])),
    array("<u4", "(3,)", bytes([0, 1, .max] as [UInt32])),
    array("<u8", "(2,)", bytes([0, .max] as [UInt64]), version: 3),
    array("<f8", "(2,)", bytes([1.0, 2.0])),
  ]

  static let vectors = [
    bytes([3] as [Int32]) + bytes(Array(floats[..<3])) + bytes([3] as [Int32])
      + bytes(Array(floats[3...]))
  ]

  static let rows = [bytes(floats + [1, 1])]

  /// A file with two records, as a journal writes it.
  static let journals: [[UInt8]] = {
    let path = FileManager.default.temporaryDirectory.path + "/journal-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    do {
      let journal = try Journal(creating: path, key: 5)
      try journal.append([Array("first".utf8), Array(repeating: 7, count: 100)])
      return [try InputFile.contents(of: path)]
    } catch {
      preconditionFailure("a seed cannot be made: \(error)")
    }
  }()

  static let commandLines = [
    "faces.npy\n--out\nlabels.txt\n--k\n50\n--min-sim\n0.58", "knn\nx.npy\n--edges\np\n--threads=2",
    "infomap\nn.net\n--out\nn.clu\n--two-level\n--markov-time\n1.5\n--seed\n3",
    "evaluate\na.txt\nb.txt\n--json", "generate\nf.npy\n--faces\n100\n--dim\n16",
    "--synthetic\n--faces\n100\n--preset\nms-celeb-1m", "help\nknn", "--version",
  ].map { Array($0.utf8) }

  static let optionValues = [
    "1", "50", "0.58", "-1", "1e-17", "infomap", "avx512-vnni", "ms-celeb-1m", "labels.txt",
    "/dev/stdout",
  ].map { Array($0.utf8) }

  static let optionNames = ProgramOption.all.map(\.name) + ["--", "-h", "=", "\n"]
}
