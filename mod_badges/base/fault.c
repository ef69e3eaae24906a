#include "base/fault.h"
#ifdef BDG_FAULTS
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_int state;      /* 0 not read, 1 off, 2 armed */
static int kind_armed, param;
static long nth;
static atomic_long count;
static atomic_int reached;

void bdg_fault_set(const char *spec)
{
    static const char *const names[] = { "alloc", "db", "io", "net", "crash" };
    char name[16];
    int p = 0;
    long n;
    atomic_store(&count, 0);
    atomic_store(&reached, 0);
    if (spec && sscanf(spec, "%15[a-z]:%ld:%d", name, &n, &p) >= 2)
        for (int k = 0; k < BDG_FAULT_KINDS; k++)
            if (!strcmp(name, names[k])) {
                kind_armed = k;
                nth = n;
                param = p;
                atomic_store(&state, 2);
                return;
            }
    atomic_store(&state, 1);
}

int bdg_fault_hit(bdg_fault_e kind)
{
    int s = atomic_load(&state);
    if (s == 0) {
        bdg_fault_set(getenv("BADGES_FAULT"));
        s = atomic_load(&state);
    }
    if (s == 1 || (int)kind != kind_armed || atomic_fetch_add(&count, 1) + 1 != nth)
        return 0;
    atomic_store(&reached, 1);
    if (kind == BDG_FAULT_CRASH)
        kill(getpid(), SIGKILL);
    return 1;
}

int bdg_fault_param(void) { return param; }
int bdg_fault_reached(void) { return atomic_load(&reached); }
#else
typedef int bdg_fault_unused;
#endif
