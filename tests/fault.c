/* Loaded before the C library: makes the disk full at the n-th write to a regular file, and reports writes that hold a canary.
   FAULT_CANARY: text to look for; FAULT_LOG: file that takes the paths where it was written. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static long fail_at = -1, writes = 0;

void fault_arm(long n) { writes = 0; fail_at = n; }
long fault_writes(void) { return writes; }

static void report(int fd) {
    const char *log = getenv("FAULT_LOG");
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0 || log == NULL) return;
    path[length++] = '\n';
    int out = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    syscall(SYS_write, out, path, length);
    syscall(SYS_close, out);
}

static int refuse(int fd, const void *data, size_t size) {
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) return 0;
    const char *canary = getenv("FAULT_CANARY");
    if (canary != NULL && data != NULL && memmem(data, size, canary, strlen(canary)) != NULL) report(fd);
    writes++;
    if (fail_at > 0 && writes >= fail_at) { errno = ENOSPC; return 1; }
    return 0;
}

ssize_t write(int fd, const void *data, size_t size) {
    return refuse(fd, data, size) ? -1 : syscall(SYS_write, fd, data, size);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    return refuse(fd, data, size) ? -1 : syscall(SYS_pwrite64, fd, data, size, at);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    return refuse(fd, data, size) ? -1 : syscall(SYS_pwrite64, fd, data, size, at);
}
