/* Foreign libraries that must be started once, before there are threads (libcurl, libxml2, libsodium, OpenSSL). */
#ifndef BDG_OUTSIDE_H
#define BDG_OUTSIDE_H
void bdg_outside_init(void);   /* may be called again */
/* Before anything else in the process uses OpenSSL: it is not to clean up in exit(). httpd ends pools of requests that were still being sent there, after
 * OpenSSL's own end, and they hold keys, digests and connections of it. */
void bdg_outside_first(void);
#endif
