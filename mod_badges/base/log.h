/* The log, plugged in by whoever runs us (httpd's error log, badgesctl's stderr, a test's buffer). */
#ifndef BDG_LOG_H
#define BDG_LOG_H
#include "base/err.h"

typedef enum { BDG_LOG_ERROR, BDG_LOG_WARN, BDG_LOG_NOTICE, BDG_LOG_INFO, BDG_LOG_DEBUG } bdg_log_level_e;

/* text is one line of UTF-8 without control characters (bdg_log escapes them, so a name cannot forge a line). */
typedef void bdg_log_fn(void *baton, bdg_log_level_e level, const char *file, int line, const char *text);

/* Set once before threads start. Without it, WARN and worse go to stderr. */
void bdg_log_set(bdg_log_fn *fn, void *baton);

/* id is the message's stable tag, e.g. "BDG0012". */
void bdg_log_at(bdg_log_level_e level, const char *file, int line, const char *id, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
#define bdg_log(level, id, ...) bdg_log_at((level), __FILE__, __LINE__, (id), __VA_ARGS__)

/* Logs a whole chain as one line. Does not clear it. what: what was being done, may be NULL. */
void bdg_log_err(bdg_log_level_e level, const char *id, const bdg_err_t *err, const char *what);
#endif
