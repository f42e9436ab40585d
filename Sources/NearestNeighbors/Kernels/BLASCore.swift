import COpenBLAS
import CSimilarity
import Foundation

/// Which CPU family's kernels the BLAS library runs.
public enum BLASCore {
  /// The family, for example `Haswell`.
  public static var name: String { String(cString: openblas_get_corename()) }

  /// The library, its version and how it was built.
  public static var library: String { String(cString: openblas_get_config()) }

  /// Whether they use less than the vector instructions that the CPU has.
  public static var isBelowCPU: Bool { level(of: name) < similarity_vector_level() }

  /// The variable by which users choose it.
  public static let variable = "OPENBLAS_CORETYPE"

  /// What OpenBLAS maps for each thread that calls it, and keeps, in bytes: BUFFER_SIZE of its source.
  package static let bytesOfThread = 128 << 20

  /// Makes the BLAS library use the vector instructions that the CPU has.
  ///
  /// OpenBLAS chooses its kernels by the CPU's model number; an older OpenBLAS takes SSE or AVX2
  /// kernels on a newer CPU and loses up to nine tenths of the speed. It reads the variable only
  /// while it is loaded. So, if it has chosen too low and the user has chosen nothing, this sets the
  /// variable and starts the same program anew in this process. Results do not depend on it. To be
  /// called before threads or MPI are started.
  public static func takeFastest() {
    guard getenv(variable) == nil, isBelowCPU else { return }
    setenv(variable, similarity_vector_level() == 2 ? "SKYLAKEX" : "HASWELL", 1)
    var arguments = ProcessInfo.processInfo.arguments.map { strdup($0) } + [nil]
    // Returns only where it fails, and then the program goes on with the slower kernels.
    execv("/proc/self/exe", &arguments)
    for argument in arguments { free(argument) }
  }

  /// The vector instructions that a family's kernels use: 2 for AVX-512, 1 for AVX2, 0 for less.
  package static func level(of name: String) -> Int {
    switch name.lowercased() {
    case "skylakex", "cooperlake", "sapphirerapids": 2
    case "haswell", "zen", "excavator": 1
    default: 0
    }
  }
}
