#include "base/site.h"
#include "base/id.h"
#include "base/str.h"
#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define KIND_S 'S'
#define KIND_I 'I'
#define KIND_B 'B'
#define KIND_Z 'Z'
const bdg_setting_t bdg_settings[] = {
#define X(field, directive, kind, def, doc) { directive, KIND_##kind, def, doc, offsetof(bdg_site_t, field) },
    BDG_SETTINGS(X)
#undef X
    { NULL, 0, NULL, NULL, 0 }
};

static const char **slot(bdg_site_t *site, const bdg_setting_t *s) { return (const char **)((char *)site + s->offset); }

/* "64", "32M"; -1 when it is not that. */
static long long number(const char *v, int size)
{
    char *end;
    long long n = strtoll(v, &end, 10);
    if (end == v || n < 0 || n > (1LL << 40))
        return -1;
    if (size && *end) {
        int shift = *end == 'K' || *end == 'k' ? 10 : *end == 'M' || *end == 'm' ? 20 : *end == 'G' || *end == 'g' ? 30 : 0;
        if (!shift)
            return -1;
        n <<= shift;
        end++;
    }
    return *end ? -1 : n;
}

const char *bdg_site_set(bdg_site_t *site, const char *directive, const char *value)
{
    for (const bdg_setting_t *s = bdg_settings; s->directive; s++) {
        if (strcasecmp(s->directive, directive))
            continue;
        if (s->kind == KIND_I && number(value, 0) < 0)
            return "must be a whole number, 0 or more";
        if (s->kind == KIND_Z && number(value, 1) < 0)
            return "must be a size such as 32M";
        if (s->kind == KIND_B && strcasecmp(value, "on") && strcasecmp(value, "off"))
            return "must be On or Off";
        *slot(site, s) = value;
        return NULL;
    }
    return "is not a directive of mod_badges";
}

void bdg_site_merge(bdg_site_t *out, const bdg_site_t *base, const bdg_site_t *more)
{
    bdg_site_t merged = *base;
    for (const bdg_setting_t *s = bdg_settings; s->directive; s++)
        if (*slot((bdg_site_t *)more, s))
            *slot(&merged, s) = *slot((bdg_site_t *)more, s);
    *out = merged;
}

static bdg_err_t *split_base_url(bdg_site_t *site, apr_pool_t *pool)
{
    if (!site->base_url)
        return bdg_err(BDG_E_INVALID, "BadgesBaseURL is not set");
    const char *why = bdg_url_problem(site->base_url);
    if (why)
        return bdg_err(BDG_E_INVALID, "BadgesBaseURL %s: %s", site->base_url, why);
    if (strpbrk(site->base_url, "?#"))
        return bdg_err(BDG_E_INVALID, "BadgesBaseURL must not hold ? or #");
    char *b = apr_pstrdup(pool, site->base_url);
    size_t n = strlen(b);
    while (n && b[n - 1] == '/')
        b[--n] = 0;
    site->base = b;
    site->https = !strncmp(b, "https://", 8);
    const char *host = strstr(b, "://") + 3, *slash = strchr(host, '/');
    site->prefix = slash ? slash : "";
    site->host = slash ? apr_pstrmemdup(pool, host, (apr_size_t)(slash - host)) : host;
    site->origin = slash ? apr_pstrmemdup(pool, b, (apr_size_t)(slash - b)) : b;
    return NULL;
}

/* Names, sizes and times of all static files, summed: an address that changes when any of them does. */
static void hash_folder(uint64_t *sum, const char *dir, int depth, apr_pool_t *pool)
{
    apr_dir_t *d;
    apr_finfo_t fi;
    if (depth > 4 || apr_dir_open(&d, dir, pool) != APR_SUCCESS)
        return;
    while (apr_dir_read(&fi, APR_FINFO_NAME, d) == APR_SUCCESS) {
        const char *path = apr_pstrcat(pool, dir, "/", fi.name, NULL);
        if (fi.name[0] == '.' || apr_stat(&fi, path, APR_FINFO_TYPE | APR_FINFO_SIZE | APR_FINFO_MTIME, pool) != APR_SUCCESS)
            continue;
        if (fi.filetype == APR_DIR) {
            hash_folder(sum, path, depth + 1, pool);
        } else {
            unsigned char h[32];
            const char *line = apr_psprintf(pool, "%s %" APR_OFF_T_FMT " %" APR_TIME_T_FMT, path, fi.size, fi.mtime);
            bdg_sha256(line, strlen(line), h);
            uint64_t v;
            memcpy(&v, h, sizeof v);
            *sum += v;   /* independent of the order of reading */
        }
    }
    apr_dir_close(d);
}

bdg_err_t *bdg_site_finish(bdg_site_t *site, apr_pool_t *pool)
{
    for (const bdg_setting_t *s = bdg_settings; s->directive; s++)
        if (!*slot(site, s))
            *slot(site, s) = s->def;
    BDG_TRY(split_base_url(site, pool));
    site->cache_bytes = number(site->cache_size, 1);
    site->max_upload_bytes = number(site->max_upload, 1);
    site->max_rows_n = number(site->max_rows, 0);
    site->connections_n = number(site->connections, 0);
    site->workers_n = number(site->workers, 0);
    site->session_idle_min = number(site->session_idle, 0);
    site->session_max_min = number(site->session_max, 0);
    site->mail_rate_n = number(site->mail_rate, 0);
    site->hash_concurrency_n = number(site->hash_concurrency, 0);
    if (site->hash_concurrency_n < 1)
        return bdg_err(BDG_E_INVALID, "BadgesHashConcurrency must be 1 or more");
    if (site->connections_n < 1)
        return bdg_err(BDG_E_INVALID, "BadgesConnections must be 1 or more");
    site->auth_local = !strcmp(site->auth, "local") || !strcmp(site->auth, "both");
    site->auth_apache = !strcmp(site->auth, "apache") || !strcmp(site->auth, "both");
    if (!site->auth_local && !site->auth_apache)
        return bdg_err(BDG_E_INVALID, "BadgesAuth must be local, apache or both");
    if (strcmp(site->credential_status, "bitstring") && strcmp(site->credential_status, "1edtech"))
        return bdg_err(BDG_E_INVALID, "BadgesCredentialStatus must be bitstring or 1edtech");
    if (strcmp(site->jwt_algorithm, "RS256") && strcmp(site->jwt_algorithm, "ES256"))
        return bdg_err(BDG_E_INVALID, "BadgesJWTAlgorithm must be RS256 or ES256");
    site->verify_fetch_on = !strcasecmp(site->verify_fetch, "on");
    uint64_t sum = 0;
    hash_folder(&sum, apr_pstrcat(pool, site->htdocs, "/static", NULL), 0, pool);
    site->static_hash = bdg_hex(&sum, 6, pool);
    return NULL;
}

const char *bdg_site_url(const bdg_site_t *site, apr_pool_t *pool, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *path = apr_pvsprintf(pool, fmt, ap);
    va_end(ap);
    return apr_pstrcat(pool, site->base, path, NULL);
}

/* One configuration line: Name value, value possibly in double quotes. */
static void read_line(bdg_site_t *site, char *line)
{
    while (*line == ' ' || *line == '\t')
        line++;
    size_t n = strcspn(line, " \t\r\n");
    char *v = line + n;
    if (!n || *line == '#' || *line == '<')
        return;
    if (*v)
        *v++ = 0;
    while (*v == ' ' || *v == '\t')
        v++;
    size_t len = strlen(v);
    while (len && strchr(" \t\r\n", v[len - 1]))
        v[--len] = 0;
    if (len > 1 && v[0] == '"' && v[len - 1] == '"') {
        v[len - 1] = 0;
        v++;
    }
    if (!strcasecmp(line, "DBDParams"))
        site->dbd_params = site->dbd_params ? site->dbd_params : v;
    else if (!strncasecmp(line, "Badges", 6))
        (void)bdg_site_set(site, line, v);
}

bdg_err_t *bdg_site_read(bdg_site_t **out, const char *path, apr_pool_t *pool)
{
    apr_file_t *f;
    char line[8192];
    apr_status_t rv = apr_file_open(&f, path, APR_READ | APR_BUFFERED, APR_OS_DEFAULT, pool);
    if (rv != APR_SUCCESS)
        return bdg_err_detail(bdg_err(BDG_E_NOT_FOUND, "The configuration file %s cannot be read.", path), "apr status %d", rv);
    bdg_site_t *site = apr_pcalloc(pool, sizeof *site);
    while (apr_file_gets(line, sizeof line, f) == APR_SUCCESS)
        read_line(site, apr_pstrdup(pool, line));
    apr_file_close(f);
    *out = site;
    return bdg_site_finish(site, pool);
}
