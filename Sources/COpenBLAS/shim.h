#include <stddef.h>
#include <cblas.h>

/// LAPACK's eigenvectors of a symmetric matrix, which OpenBLAS contains and its header leaves out. The
/// last two arguments are the lengths of the texts, which Fortran passes unseen.
void dsyev_(const char *job, const char *triangle, const int *order, double *matrix,
            const int *stride, double *eigenvalues, double *work, const int *workSize, int *info,
            size_t jobLength, size_t triangleLength);
