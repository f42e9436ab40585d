import Foundation
import Testing

/// Pipes without a writer, which would be waited for without end.
@Suite struct PipeInputTests {
  @Test(arguments: [
    "PIPE", "good.npy --truth PIPE", "knn PIPE --edges e", "infomap PIPE",
    "infomap good.net --cluster-data PIPE", "evaluate PIPE good.txt", "evaluate good.txt PIPE",
  ]) func areRefusedAsInputs(line: String) throws {
    let scratch = try Scratch()
    // By their names they could be each of the inputs.
    let pipe = line.contains("cluster-data") ? "pipe.clu" : "pipe.npy"
    #expect(mkfifo(scratch.path(pipe), 0o600) == 0)
    let faces: [Float] = [1, 0, 0, 1, 1, 0, 0, 1]
    _ = try scratch.write(
      "good.npy",
      [0x93] + Array("NUMPY".utf8) + [1, 0, 55, 0]
        + Array("{'descr': '<f4', 'fortran_order': False, 'shape':(4,2)}".utf8)
        + faces.withUnsafeBytes { Array($0) })
    _ = try scratch.write("good.net", Array("1 2\n2 3\n".utf8))
    _ = try scratch.write("good.txt", Array("1\n2\n1\n2\n".utf8))
    let arguments = line.replacingOccurrences(of: "PIPE", with: pipe)
    let run = try scratch.run(arguments.split(separator: " ").map(String.init), timeout: 30)
    #expect(!run.timedOut)
    #expect(run.exitCode == 3 && run.errors.contains("\(pipe): is a pipe"), "\(run.errors)")
  }
}
