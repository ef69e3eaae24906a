/* Faults on purpose (debug builds only): BADGES_FAULT=alloc:N | db:N[:errno] | io:N | net:N | crash:N makes the Nth call fail.
 * A test runs an operation with N = 1, 2, 3 ... until it ends without reaching N. */
#ifndef BDG_FAULT_H
#define BDG_FAULT_H
typedef enum { BDG_FAULT_ALLOC, BDG_FAULT_DB, BDG_FAULT_IO, BDG_FAULT_NET, BDG_FAULT_CRASH, BDG_FAULT_KINDS } bdg_fault_e;

#ifdef BDG_FAULTS
int bdg_fault_hit(bdg_fault_e kind);   /* 1 when this very call is the one to fail; CRASH never returns then (SIGKILL) */
int bdg_fault_param(void);             /* third field of BADGES_FAULT, or 0 */
void bdg_fault_set(const char *spec);  /* overrides the environment; NULL switches off; counters restart */
int bdg_fault_reached(void);           /* has the Nth call come? */
#define BDG_FAULT_HIT(kind) bdg_fault_hit(kind)
#else
#define BDG_FAULT_HIT(kind) 0
#define bdg_fault_param() 0
#endif
/* Put between two lines that a crash must not tear apart. */
#define BDG_CRASH_POINT() ((void)BDG_FAULT_HIT(BDG_FAULT_CRASH))
#endif
