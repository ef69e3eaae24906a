/* Foreign libraries that must be started once, before there are threads (libcurl, libxml2, libsodium, OpenSSL). */
#ifndef BDG_OUTSIDE_H
#define BDG_OUTSIDE_H
void bdg_outside_init(void);   /* may be called again */
#endif
