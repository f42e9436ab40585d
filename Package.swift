// swift-tools-version: 6.2
import PackageDescription

// The pkg-config module of the MPI library. `mpi-c` is Debian's name for the one that
// update-alternatives has chosen; set MPI_PKG_CONFIG=mpich or =ompi-c to name one yourself.
let mpiPackage = Context.environment["MPI_PKG_CONFIG"] ?? "mpi-c"

let package = Package(
  name: "face-cluster-mpi",
  products: [
    .library(name: "MPI", targets: ["MPI"]),
    .library(name: "Evaluation", targets: ["Evaluation"]),
  ],
  targets: [
    .systemLibrary(
      name: "CMPI", pkgConfig: mpiPackage, providers: [.apt(["libopenmpi-dev", "openmpi-bin"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    // Lifetimes: a class that owns memory hands it out as Span.
    .target(
      name: "MPI", dependencies: ["CMPI"], exclude: ["README.md"],
      swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
    .executableTarget(name: "mpi-checks", dependencies: ["MPI"], path: "Tests/MPIChecks"),
    .target(name: "Evaluation"),
    .testTarget(name: "MPITests", dependencies: ["mpi-checks"]),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"]),
  ],
  swiftLanguageModes: [.v6]
)
