// Prints how many int8 multiply-adds a second (10^9) one core does from registers alone, by the
// instructions of the best kernel that it can run, and how many float32 ones by FMA: the most that any
// kernel could reach. With an argument, runs that many at once and prints the sum.

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { rounds = 20000000, chains = 12 };

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#define EACH(f) f(0) f(1) f(2) f(3) f(4) f(5) f(6) f(7) f(8) f(9) f(10) f(11)
#define ADD(i)                                \
  "vpmaddubsw %%ymm13, %%ymm12, %%ymm14\n"    \
  "vpaddw %%ymm14, %%ymm" #i ", %%ymm" #i "\n"
#define DOT(i) "%{vex%} vpdpbusd %%ymm13, %%ymm12, %%ymm" #i "\n"
#define DOT512(i) "vpdpbusd %%zmm13, %%zmm12, %%zmm" #i "\n"
#define FMA(i) "vfmadd231ps %%ymm13, %%ymm12, %%ymm" #i "\n"
#define LOOP(body)                                                                                 \
  for (long round = 0; round < rounds; ++round)                                                    \
  __asm__ volatile(EACH(body)::: "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",   \
                   "xmm8", "xmm9", "xmm10", "xmm11", "xmm14")

static double int8(void) {
  int bytes = 32;
  double start = seconds();
  if (__builtin_cpu_supports("avx512vnni")) {
    bytes = 64;
    LOOP(DOT512);
  } else if (__builtin_cpu_supports("avxvnni")) {
    LOOP(DOT);
  } else {
    LOOP(ADD);
  }
  return 1e-9 * rounds * chains * bytes / (seconds() - start);
}

static double float32(void) {
  double start = seconds();
  LOOP(FMA);
  return 1e-9 * rounds * chains * 8 / (seconds() - start);
}

int main(int count, char **arguments) {
  int processes = count > 1 ? atoi(arguments[1]) : 1;
  int results[2];
  if (pipe(results) != 0) return 1;
  for (int i = 0; i < processes; ++i) {
    if (fork() != 0) continue;
    double peaks[2] = {int8(), float32()};
    _exit(write(results[1], peaks, sizeof peaks) != sizeof peaks);
  }
  double sums[2] = {0, 0};
  for (int i = 0; i < processes; ++i) {
    double peaks[2];
    if (read(results[0], peaks, sizeof peaks) != sizeof peaks) return 1;
    for (int j = 0; j < 2; ++j) sums[j] += peaks[j];
    wait(NULL);
  }
  printf("%.1f %.1f\n", sums[0], sums[1]);
  return 0;
}
