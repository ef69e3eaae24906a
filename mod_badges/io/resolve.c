/* getaddrinfo() has no time limit of its own. getaddrinfo_a() runs it in a thread of the C library, so that none of our code is left running in a
 * thread that nobody joins. A look-up that does not end in time and cannot be cancelled keeps its memory: it is parked, and swept later. */
#include "io/resolve.h"
#include "base/fault.h"
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PARKED_MAX 32

typedef struct lookup_t {
    struct gaicb cb;
    struct addrinfo hints;
    char host[256], port[8];
    struct lookup_t *next;
} lookup_t;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static lookup_t *parked;
static int parked_n;

static void discard(lookup_t *l)
{
    if (l->cb.ar_result)
        freeaddrinfo(l->cb.ar_result);
    free(l);
}

/* Frees what has ended meanwhile; how many still hang. */
static int sweep(void)
{
    pthread_mutex_lock(&lock);
    for (lookup_t **l = &parked; *l;) {
        lookup_t *one = *l;
        if (gai_error(&one->cb) == EAI_INPROGRESS) {
            l = &one->next;
            continue;
        }
        *l = one->next;
        parked_n--;
        discard(one);
    }
    int n = parked_n;
    pthread_mutex_unlock(&lock);
    return n;
}

static void park(lookup_t *l)
{
    pthread_mutex_lock(&lock);
    l->next = parked;
    parked = l;
    parked_n++;
    pthread_mutex_unlock(&lock);
}

static long long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void wait_for(lookup_t *l, int timeout_ms)
{
    const struct gaicb *const list[] = { &l->cb };
    long long until = now_ms() + timeout_ms, left = timeout_ms;
    while (left > 0 && gai_error(&l->cb) == EAI_INPROGRESS) {
        struct timespec t = { left / 1000, left % 1000 * 1000000 };
        (void)gai_suspend(list, 1, &t);
        left = until - now_ms();
    }
}

static void copy(bdg_resolved_t *out, const struct addrinfo *list)
{
    for (const struct addrinfo *a = list; a && out->n < BDG_RESOLVE_MAX; a = a->ai_next)
        if ((a->ai_family == AF_INET || a->ai_family == AF_INET6) && a->ai_addrlen <= sizeof *out->address)
            memcpy(&out->address[out->n++], a->ai_addr, a->ai_addrlen);
}

bdg_err_t *bdg_resolve_system(bdg_resolved_t *out, const char *host, int port, int timeout_ms, void *baton)
{
    (void)baton;
    memset(out, 0, sizeof *out);
    if (strlen(host) > 253 || BDG_FAULT_HIT(BDG_FAULT_NET))
        return NULL;
    if (sweep() >= PARKED_MAX)
        return bdg_err(BDG_E_UNAVAILABLE, "Names cannot be looked up at the moment. Please try again in a minute.");
    lookup_t *l = calloc(1, sizeof *l);
    if (!l)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    snprintf(l->host, sizeof l->host, "%s", host);
    snprintf(l->port, sizeof l->port, "%d", port);
    l->hints.ai_socktype = SOCK_STREAM;
    l->hints.ai_flags = AI_NUMERICSERV;
    l->cb.ar_name = l->host;
    l->cb.ar_service = l->port;
    l->cb.ar_request = &l->hints;
    if (getaddrinfo_a(GAI_NOWAIT, (struct gaicb *[]){ &l->cb }, 1, NULL)) {
        discard(l);
        return bdg_err(BDG_E_UNAVAILABLE, "Names cannot be looked up at the moment. Please try again in a minute.");
    }
    wait_for(l, timeout_ms);
    if (gai_error(&l->cb) == EAI_INPROGRESS && gai_cancel(&l->cb) == EAI_NOTCANCELED) {
        park(l);
        return NULL;
    }
    if (!gai_error(&l->cb))
        copy(out, l->cb.ar_result);
    discard(l);
    return NULL;
}
