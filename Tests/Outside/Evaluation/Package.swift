// swift-tools-version: 6.2
import PackageDescription

// A package of somebody else that uses the product Evaluation: scripts/checks/products builds and runs it.
let package = Package(
  name: "outside",
  dependencies: [.package(name: "face-cluster-mpi", path: "../../..")],
  targets: [
    .executableTarget(
      name: "outside", dependencies: [.product(name: "Evaluation", package: "face-cluster-mpi")])
  ],
  swiftLanguageModes: [.v6]
)
