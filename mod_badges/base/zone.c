#include "base/zone.h"
#include "base/str.h"
#include <apr_strings.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TABLE "/usr/share/zoneinfo/zone1970.tab"
#define NAME_MAX_BYTES 64

static _Thread_local struct { char name[NAME_MAX_BYTES + 1]; GTimeZone *zone; } now;

static int could_be(const char *name)
{
    size_t n = strlen(name);
    return n && n <= NAME_MAX_BYTES && n == strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") && *name != '/' && *name != '+' && *name != '-';
}

/* A thread serves the same few people again and again: what it read last stays until another zone is wanted. */
void bdg_zone_use(const char *name)
{
    if (!name || !could_be(name))
        name = "UTC";
    if (now.zone && !strcmp(now.name, name))
        return;
    if (now.zone)
        g_time_zone_unref(now.zone);
    now.zone = g_time_zone_new_identifier(name);
    if (!now.zone) {
        name = "UTC";
        now.zone = g_time_zone_new_utc();
    }
    apr_cpystrn(now.name, name, sizeof now.name);
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

const apr_array_header_t *bdg_zone_names(apr_pool_t *pool)
{
    apr_array_header_t *names = apr_array_make(pool, 400, sizeof(const char *));
    char line[512], name[NAME_MAX_BYTES + 1];
    APR_ARRAY_PUSH(names, const char *) = "UTC";
    FILE *f = fopen(TABLE, "re");
    while (f && names->nelts < 1000 && fgets(line, sizeof line, f))       /* countries, coordinates, name, perhaps a remark */
        if (*line != '#' && sscanf(line, "%*s %*s %64s", name) == 1 && could_be(name))
            APR_ARRAY_PUSH(names, const char *) = apr_pstrdup(pool, name);
    if (f)
        fclose(f);
    qsort(names->elts + names->elt_size, (size_t)names->nelts - 1, (size_t)names->elt_size, by_name);
    return names;
}

int bdg_zone_known(const char *name)
{
    apr_pool_t *pool;
    int known = 0;
    if (!name || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return 0;
    const apr_array_header_t *names = bdg_zone_names(pool);
    for (int i = 0; i < names->nelts && !known; i++)
        known = !strcmp(APR_ARRAY_IDX(names, i, const char *), name);
    apr_pool_destroy(pool);
    return known;
}

bdg_wall_t bdg_zone_wall(apr_time_t t)
{
    if (!now.zone)
        bdg_zone_use(NULL);
    bdg_date_t utc = bdg_date_of(t);
    int64_t seconds = (int64_t)utc * 86400 + (t - bdg_time_of_date(utc)) / APR_USEC_PER_SEC;
    int interval = g_time_zone_find_interval(now.zone, G_TIME_TYPE_UNIVERSAL, seconds);
    int64_t local = seconds + (interval < 0 ? 0 : g_time_zone_get_offset(now.zone, interval));
    bdg_wall_t w = { bdg_date_of((apr_time_t)local * APR_USEC_PER_SEC), 0, 0, interval < 0 ? "UTC" : g_time_zone_get_abbreviation(now.zone, interval) };
    int64_t of_day = local - (int64_t)w.day * 86400;
    w.hour = (int)(of_day / 3600);
    w.minute = (int)(of_day / 60 % 60);
    return w;
}
