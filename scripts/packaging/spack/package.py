"""A recipe for Spack: put this folder into a repository of yours as packages/face-cluster-mpi."""

from spack.package import *


class FaceClusterMpi(Package):
    """Clusters millions of face embeddings by identity, over MPI: exact k nearest neighbors by cosine, then
    Infomap or another method."""

    # Where your site keeps the sources: a folder, or an address of git.
    git = "file:///path/to/face-cluster-mpi"

    version("main", branch="main")

    # Swift itself is not built by Spack: name the toolchain as an external package (packages.yaml), or have
    # its compiler in the PATH.
    depends_on("mpi", type=("build", "link", "run"))
    depends_on("openblas", type=("build", "link", "run"))
    depends_on("zlib-api", type=("build", "link", "run"))
    variant("hdf5", default=True, description="read HDF5 files")
    depends_on("hdf5", type=("build", "link", "run"), when="+hdf5")
    variant("pictures", default=True, description="show thumbnails of faces in reports")
    for library in ("libjpeg-turbo", "libpng", "libwebp"):
        depends_on(library, type=("build", "link", "run"), when="+pictures")
    depends_on("pkgconfig", type="build")

    # The names of the pkg-config modules of the MPIs that were tried.
    modules = {"openmpi": "ompi-c", "mpich": "mpich"}

    def setup_build_environment(self, env):
        env.set("MPI_PKG_CONFIG", self.modules.get(self.spec["mpi"].name, "mpi-c"))

    def install(self, spec, prefix):
        Executable("scripts/install")(prefix)

    def setup_run_environment(self, env):
        env.prepend_path("XDG_DATA_DIRS", self.prefix.share)

    @run_after("install")
    @on_package_attributes(run_tests=True)
    def check_install(self):
        Executable(self.prefix.bin.join("face-cluster-mpi"))("--version")
