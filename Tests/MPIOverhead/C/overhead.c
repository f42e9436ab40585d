#include "overhead.h"

#include <mpi.h>
#include <stdlib.h>

double overhead_ping_pong(void *bytes, size_t count, int rounds) {
  int rank;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  double start = MPI_Wtime();
  for (int round = 0; round < rounds; round++) {
    if (rank == 0) {
      MPI_Send(bytes, (int)count, MPI_UINT8_T, 1, 0, MPI_COMM_WORLD);
      MPI_Recv(bytes, (int)count, MPI_UINT8_T, 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    } else if (rank == 1) {
      MPI_Recv(bytes, (int)count, MPI_UINT8_T, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      MPI_Send(bytes, (int)count, MPI_UINT8_T, 0, 0, MPI_COMM_WORLD);
    }
  }
  return MPI_Wtime() - start;
}

double overhead_all_gather(const void *bytes, size_t count, void *all, int rounds) {
  double start = MPI_Wtime();
  for (int round = 0; round < rounds; round++) {
    MPI_Allgather(bytes, (int)count, MPI_UINT8_T, all, (int)count, MPI_UINT8_T, MPI_COMM_WORLD);
  }
  return MPI_Wtime() - start;
}

double overhead_all_gather_new(const void *bytes, size_t count, int rounds) {
  int size;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  double start = MPI_Wtime();
  for (int round = 0; round < rounds; round++) {
    void *all = malloc(count * (size_t)size);
    MPI_Allgather(bytes, (int)count, MPI_UINT8_T, all, (int)count, MPI_UINT8_T, MPI_COMM_WORLD);
    free(all);
  }
  return MPI_Wtime() - start;
}

double overhead_all_reduce(const double *values, size_t count, double *sums, int rounds) {
  double start = MPI_Wtime();
  for (int round = 0; round < rounds; round++) {
    MPI_Allreduce(values, sums, (int)count, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  }
  return MPI_Wtime() - start;
}
