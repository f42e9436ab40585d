import COpenBLAS

/// The threads of the BLAS library.
enum BLASThreads {
  /// Keeps every call of the library to the thread that calls it: a search brings its own threads.
  static func keepToCaller() { _ = isKept }

  private static let isKept: Void = openblas_set_num_threads(1)
}
