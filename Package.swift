// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The pkg-config module of the MPI library. `mpi-c` is Debian's name for the one that
// update-alternatives has chosen; set MPI_PKG_CONFIG=mpich or =ompi-c to name one yourself.
let mpiPackage = Context.environment["MPI_PKG_CONFIG"] ?? "mpi-c"

// Lets a class that owns memory hand it out as Span.
let lifetimes: [SwiftSetting] = [.enableExperimentalFeature("Lifetimes")]

/// Whether a library is here; what can be left out of the program is left out where it is not. The scripts ask
/// pkg-config; without them it is looked for where pkg-config usually does.
func isInstalled(_ library: String) -> Bool {
  if let found = Context.environment["OPTIONAL_LIBRARIES"] {
    return found.split(separator: " ").contains { $0 == library }
  }
  let named = (Context.environment["PKG_CONFIG_PATH"] ?? "").split(separator: ":").map(String.init)
  let usual = ["/usr", "/usr/local"].flatMap { prefix in
    ["lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu", "lib64", "lib", "share"].map {
      "\(prefix)/\($0)/pkgconfig"
    }
  }
  return (named + usual).contains {
    FileManager.default.fileExists(atPath: "\($0)/\(library).pc")
  }
}

// Compressed .npz files are read where there is zlib.
let hasZlib = isInstalled("zlib")
let zlibTargets: [Target] =
  hasZlib
  ? [.systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])])] : []

// HDF5 files are read where there is its library, which is loaded when it is needed.
let hasHDF5 = isInstalled("hdf5-serial") || isInstalled("hdf5")
let hdf5: [SwiftSetting] = hasHDF5 ? [.define("HDF5")] : []
let hdf5Targets: [Target] =
  hasHDF5
  ? [.target(name: "CHDF5", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))])]
  : []

// Thumbnails are made where there are the libraries of JPEG, PNG and WebP.
let pictureLibraries = [
  (target: "CTurboJPEG", library: "libturbojpeg", package: "libturbojpeg0-dev"),
  (target: "CPNG", library: "libpng", package: "libpng-dev"),
  (target: "CWebP", library: "libwebp", package: "libwebp-dev"),
]
let hasPictures = pictureLibraries.allSatisfy { isInstalled($0.library) }
let pictures: [SwiftSetting] = hasPictures ? [.define("PICTURES")] : []
let pictureTargets: [Target] =
  hasPictures
  ? pictureLibraries.map {
    .systemLibrary(name: $0.target, pkgConfig: $0.library, providers: [.apt([$0.package])])
  } : []

let package = Package(
  name: "face-cluster-mpi",
  products: [
    .executable(name: "face-cluster-mpi", targets: ["face-cluster-mpi"]),
    .library(name: "MPI", targets: ["MPI"]),
    .library(name: "NearestNeighbors", targets: ["NearestNeighbors", "Embeddings"]),
    .library(name: "Infomap", targets: ["Infomap"]),
    .library(name: "Evaluation", targets: ["Evaluation"]),
  ],
  targets: [
    .systemLibrary(
      name: "CMPI", pkgConfig: mpiPackage, providers: [.apt(["libopenmpi-dev", "openmpi-bin"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "CSimilarity", exclude: ["README.md"]),
    .target(name: "CMemory"),
    .target(name: "CInfomap"),
    .target(name: "CStart", publicHeadersPath: "."),
    .target(name: "CSignals"),
    .target(
      name: "MPI", dependencies: ["CMPI"], exclude: ["README.md"], swiftSettings: lifetimes),
    .target(name: "Clock"),
    .target(name: "Randomness"),
    .target(name: "BinarySearch"),
    .target(name: "Threads"),
    .target(
      name: "Storage",
      dependencies: ["Threads"] + (zlibTargets + hdf5Targets).map { .byName(name: $0.name) },
      swiftSettings: (hasZlib ? [.define("ZLIB")] : []) + hdf5),
    .target(
      name: "Embeddings", dependencies: ["BinarySearch", "Randomness", "Storage"],
      swiftSettings: lifetimes + hdf5),
    .target(
      name: "NearestNeighbors",
      dependencies: [
        "BinarySearch", "CMemory", "COpenBLAS", "CSimilarity", "Clock", "Embeddings", "MPI",
        "Randomness", "Threads",
      ]),
    .target(
      name: "Infomap",
      dependencies: ["BinarySearch", "CInfomap", "CMemory", "Randomness", "Threads"],
      exclude: ["README.md"], swiftSettings: lifetimes),
    .target(
      name: "Clustering", dependencies: ["BinarySearch", "Calibration", "Randomness", "Threads"]),
    .target(name: "Calibration", dependencies: ["BinarySearch", "Randomness"]),
    .target(name: "Evaluation"),
    .target(
      name: "Thumbnails", dependencies: pictureTargets.map { .byName(name: $0.name) },
      swiftSettings: pictures),
    .target(
      name: "ClusterTables",
      dependencies: [
        "CMemory", "CSimilarity", "Embeddings", "MPI", "NearestNeighbors", "Threads",
      ]),
    .target(
      name: "FaceClustering",
      dependencies: [
        "BinarySearch", "CMemory", "CSignals", "CSimilarity", "Calibration", "Clock",
        "ClusterTables", "Clustering", "MPI", "Storage", "Embeddings", "NearestNeighbors",
        "Infomap", "Evaluation", "Threads", "Thumbnails",
      ]),
    .target(
      name: "ProgramArguments",
      dependencies: [
        "Clustering", "Embeddings", "FaceClustering", "Infomap", "NearestNeighbors", "Storage",
      ]),
    .executableTarget(
      name: "face-cluster-mpi",
      dependencies: ["Clock", "CStart", "ProgramArguments", "FaceClustering", "NearestNeighbors"]),
    .testTarget(
      name: "ProgramArgumentsTests",
      dependencies: ["ProgramArguments", "FaceClustering", "TestFiles"]),
    .executableTarget(name: "mpi-checks", dependencies: ["MPI"], path: "Tests/MPIChecks"),
    .executableTarget(name: "mpi-examples", dependencies: ["MPI"], path: "Tests/MPIExamples"),
    .target(name: "CMPIOverhead", dependencies: ["CMPI"], path: "Tests/MPIOverhead/C"),
    .executableTarget(
      name: "mpi-overhead", dependencies: ["Clock", "CMPIOverhead", "MPI"],
      path: "Tests/MPIOverhead/Swift"),
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "Embeddings", "FaceClustering", "Infomap", "MPI", "NearestNeighbors", "ProgramArguments",
        "Randomness", "Storage", "TestFiles",
      ],
      path: "Tests/Fuzzing"),
    .executableTarget(
      name: "search-costs",
      dependencies: ["CSimilarity", "Embeddings", "NearestNeighbors", "Randomness"],
      path: "Tests/SearchCosts"),
    .executableTarget(
      name: "search-checks", dependencies: ["Embeddings", "MPI", "NearestNeighbors"],
      path: "Tests/SearchChecks"),
    .executableTarget(
      name: "run-checks",
      dependencies: [
        "Clock", "Embeddings", "FaceClustering", "MPI", "NearestNeighbors", "Storage",
      ],
      path: "Tests/RunChecks"),
    .target(name: "MPILauncher", path: "Tests/MPILauncher"),
    .testTarget(
      name: "MPITests",
      dependencies: ["mpi-checks", "mpi-examples", "mpi-overhead", "MPILauncher", "MPI"]),
    .target(name: "TestFiles", path: "Tests/TestFiles"),
    .testTarget(name: "ThreadsTests", dependencies: ["Threads"]),
    .testTarget(name: "BinarySearchTests", dependencies: ["BinarySearch"]),
    .testTarget(name: "StorageTests", dependencies: ["Storage", "TestFiles"]),
    .testTarget(
      name: "FaceClusteringTests",
      dependencies: [
        "Calibration", "Clock", "ClusterTables", "FaceClustering", "Infomap", "MPILauncher",
        "NearestNeighbors", "Storage",
        "TestFiles",
        "Threads", "Thumbnails", "run-checks",
      ]),
    .testTarget(
      name: "EmbeddingsTests", dependencies: ["Embeddings", "Randomness", "Storage", "TestFiles"],
      swiftSettings: hdf5),
    .target(
      name: "KernelChecks", dependencies: ["CSimilarity"], path: "Tests/KernelChecks",
      exclude: ["Emulated", "Peak"]),
    .testTarget(
      name: "NearestNeighborsTests",
      dependencies: [
        "Clock", "NearestNeighbors", "Embeddings", "KernelChecks", "MPILauncher", "search-checks",
      ]),
    .executableTarget(
      name: "communities-example", dependencies: ["Infomap"], path: "Tests/Examples/Communities"),
    .executableTarget(
      name: "distributed-communities-example", dependencies: ["Infomap", "MPI"],
      path: "Tests/Examples/DistributedCommunities"),
    .testTarget(
      name: "InfomapTests",
      dependencies: [
        "CInfomap", "Infomap", "MPILauncher", "communities-example",
        "distributed-communities-example",
      ]),
    .testTarget(
      name: "ClusteringTests",
      dependencies: ["Clustering", "Randomness"]),
    .testTarget(name: "CalibrationTests", dependencies: ["Calibration"]),
    .testTarget(name: "ClusterTablesTests", dependencies: ["ClusterTables"]),
    .testTarget(
      name: "ThumbnailsTests", dependencies: ["TestFiles", "Thumbnails"], swiftSettings: pictures),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"]),
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "face-cluster-mpi", "FaceClustering", "MPILauncher", "Embeddings", "Storage",
        "NearestNeighbors", "Infomap",
        "Evaluation", "TestFiles", "Thumbnails",
      ]),
  ] + zlibTargets + hdf5Targets + pictureTargets,
  swiftLanguageModes: [.v6]
)
