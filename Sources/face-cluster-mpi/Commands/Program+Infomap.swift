import FaceClustering
import Foundation
import Infomap
import Storage

extension Program {
  func infomap() throws {
    let format = try line.out.map { (path) throws -> (String, PartitionFormat) in
      let ending = URL(fileURLWithPath: path).pathExtension
      guard let format = PartitionFormat(rawValue: ending) else {
        throw Failure(.commandLine, "--out \(path): the name must end in .clu or .tree")
      }
      try asCommandLine { () throws(FileError) in try AtomicFile.checkWritable(path) }
      return (path, format)
    }
    let network = try NetworkInput.read(line.files[0], directed: line.options.directed)
    var options = SearchOptions()
    options.seed = line.options.seed
    options.trials = line.options.trials
    options.threads = line.options.threads ?? ProcessInfo.processInfo.activeProcessorCount
    let flow = FlowNetwork(network)
    let result = flow.search(options) { phase, codelength in
      if line.verbosity == .verbose { printer.line("\(phase.rawValue): \(codelength) bits") }
    }
    if let (path, format) = format {
      let file = try AtomicFile(path)
      try result.write(format, of: flow) { (bytes) throws(FileError) in
        try file.append(elements: bytes)
      }
      try file.commit()
    }
    print(line.json ? Summary.json(of: result) : Summary.text(of: result))
  }
}
