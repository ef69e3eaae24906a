/* Time zones of people: when it was where they are. GLib reads the system's tz database (RFC 8536) and knows its rules.
 *
 * Like the language (base/language.h), the zone is a property of the thread; UTC until somebody says otherwise. Dates without a time have none. */
#ifndef BDG_ZONE_H
#define BDG_ZONE_H
#include "base/time.h"
#include <apr_tables.h>

/* name: of the tz database, "Europe/Vienna"; NULL, "" or an unknown one: UTC. */
void bdg_zone_use(const char *name);
/* Is it one of bdg_zone_names()? */
int bdg_zone_known(const char *name);
/* All zones that somebody can live in (zone1970.tab), by name, UTC first: an array of const char *. UTC alone where the system has no such table. */
const apr_array_header_t *bdg_zone_names(apr_pool_t *pool);

typedef struct bdg_wall_t {
    bdg_date_t day;
    int hour, minute;
    const char *zone;        /* "CET", "+0530", "UTC": as the tz database calls it then; lives until the thread's zone changes */
} bdg_wall_t;
/* What a clock on the wall shows at t in the thread's zone. */
bdg_wall_t bdg_zone_wall(apr_time_t t);
#endif
