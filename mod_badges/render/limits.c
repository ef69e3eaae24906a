/* The walls around a hostile picture: time, memory, files, descriptors, privileges. */
#include "render/render.h"
#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { CPU_SECONDS = 5, MEMORY_BYTES = 512 << 20, DESCRIPTORS = 32 };

static void limit(int what, rlim_t soft, rlim_t hard)
{
    struct rlimit now, r = { soft, hard };
    if (getrlimit(what, &now) == 0 && now.rlim_max != RLIM_INFINITY && now.rlim_max < r.rlim_max) {
        r.rlim_max = now.rlim_max;
        r.rlim_cur = soft < now.rlim_max ? soft : now.rlim_max;
    }
    if (setrlimit(what, &r) != 0)
        render_fail(RENDER_LIMIT, "cannot set limits");
}

/* Only async-signal-safe calls. An abort is what glib and Rust do when memory is out. */
static void on_limit(int sig)
{
    static const char cpu[] = "out of time\n", memory[] = "out of memory\n";
    ssize_t ignored = sig == SIGXCPU ? write(2, cpu, sizeof cpu - 1) : write(2, memory, sizeof memory - 1);
    (void)ignored;
    _exit(RENDER_LIMIT);
}

void render_limits_set(void)
{
    struct sigaction on = { .sa_handler = on_limit }, ignore = { .sa_handler = SIG_IGN };
    closefrom(3);
    limit(RLIMIT_CORE, 0, 0);
    limit(RLIMIT_FSIZE, 0, 0);                 /* pipes are not files: stdout works, no cache or temporary file can be written */
    limit(RLIMIT_NOFILE, DESCRIPTORS, DESCRIPTORS);
    limit(RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS + 1);
#if !defined(__SANITIZE_ADDRESS__)
    limit(RLIMIT_AS, MEMORY_BYTES, MEMORY_BYTES);   /* AddressSanitizer reserves terabytes */
#endif
    sigaction(SIGXFSZ, &ignore, NULL);         /* a write to a file then fails with EFBIG instead of killing */
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXCPU, &on, NULL);
    sigaction(SIGABRT, &on, NULL);
    sigaction(SIGTRAP, &on, NULL);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        render_fail(RENDER_LIMIT, "cannot drop privileges");
    mallopt(M_ARENA_MAX, 1);                   /* an arena a thread would eat 64 MiB of address space each */
}
