// swift-tools-version: 6.2
import PackageDescription

// The pkg-config module of the MPI library. `mpi-c` is Debian's name for the one that
// update-alternatives has chosen; set MPI_PKG_CONFIG=mpich or =ompi-c to name one yourself.
let mpiPackage = Context.environment["MPI_PKG_CONFIG"] ?? "mpi-c"

let package = Package(
  name: "face-cluster-mpi",
  products: [
    .library(name: "Evaluation", targets: ["Evaluation"]),
    .library(name: "Infomap", targets: ["Infomap"]),
  ],
  targets: [
    .systemLibrary(
      name: "CMPI", pkgConfig: mpiPackage, providers: [.apt(["libopenmpi-dev", "openmpi-bin"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "Evaluation"),
    .target(name: "Infomap"),
    .testTarget(name: "InfomapTests", dependencies: ["Infomap"]),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"]),
  ],
  swiftLanguageModes: [.v6]
)
