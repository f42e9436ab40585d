import FaceClustering
import NearestNeighbors

extension Program {
  func cluster() throws {
    if line.options.features == nil, world.rank == 0, line.verbosity != .quiet {
      printer.line("no file is given: clustering \(line.options.faces) synthetic faces")
    }
    if try line.options.searchKernel() == .blas, BLASCore.isBelowCPU, world.rank == 0,
      line.verbosity != .quiet
    {
      printer.line(
        "warning: OpenBLAS runs its \(BLASCore.name) kernels, which are slower than this CPU; set "
          + "\(BLASCore.variable)=SKYLAKEX (AVX-512) or HASWELL (AVX2)")
    }
    let pipeline = Pipeline(
      options: line.options, world: world, signals: signals,
      progress: { if line.verbosity != .quiet { printer.show($0, $1) } },
      note: { if line.verbosity == .verbose { printer.line($0) } })
    guard let record = try pipeline.run() else { return }
    print(line.json ? record.json : Summary.text(of: record, verbose: line.verbosity == .verbose))
  }
}
