/* Names to addresses within a time limit, by the system's resolver (/etc/hosts, DNS: whatever nsswitch.conf says). */
#ifndef BDG_RESOLVE_H
#define BDG_RESOLVE_H
#include "base/err.h"
#include <sys/socket.h>

#define BDG_RESOLVE_MAX 16

typedef struct bdg_resolved_t { struct sockaddr_storage address[BDG_RESOLVE_MAX]; int n; } bdg_resolved_t;

/* Fills out with at most BDG_RESOLVE_MAX addresses (IPv4 and IPv6) with that port; n is 0 when there are none, whatever the reason.
 * host: a name of lower-case ASCII. */
typedef bdg_err_t *bdg_resolve_fn(bdg_resolved_t *out, const char *host, int port, int timeout_ms, void *baton);

/* The system's. baton is not used. BDG_E_UNAVAILABLE: too many look-ups of this process hang already. */
bdg_resolve_fn bdg_resolve_system;
#endif
