#include "io/secret_file.h"
#include "io/seal.h"
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static apr_status_t forget(void *secret)
{
    sodium_free(secret);
    return APR_SUCCESS;
}

static bdg_err_t *check(const struct stat *st, const char *path)
{
    if (!S_ISREG(st->st_mode) || st->st_size != BDG_SEAL_KEY)
        return bdg_err(BDG_E_INVALID, "%s is not a file of %d bytes.", path, BDG_SEAL_KEY);
    if (st->st_uid != 0 && st->st_uid != geteuid())
        return bdg_err(BDG_E_INVALID, "%s belongs to somebody else than who starts the server.", path);
    if (st->st_mode & 077)
        return bdg_err(BDG_E_INVALID, "%s can be read by others than its owner: chmod 600 %s", path, path);
    return NULL;
}

static bdg_err_t *read_all(unsigned char *secret, int fd, const char *path)
{
    struct stat st;
    if (fstat(fd, &st))
        return bdg_err(BDG_E_NOT_FOUND, "%s cannot be read: %s", path, strerror(errno));
    BDG_TRY(check(&st, path));
    if (read(fd, secret, BDG_SEAL_KEY) != BDG_SEAL_KEY)
        return bdg_err(BDG_E_INVALID, "%s cannot be read whole.", path);
    return NULL;
}

bdg_err_t *bdg_secret_file_read(const unsigned char **out, const char *path, apr_pool_t *pool)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return bdg_err(BDG_E_NOT_FOUND, "%s cannot be read: %s", path, strerror(errno));
    unsigned char *secret = sodium_init() < 0 ? NULL : sodium_malloc(BDG_SEAL_KEY);
    if (!secret) {
        close(fd);
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    }
    bdg_err_t *e = read_all(secret, fd, path);
    close(fd);
    BDG_TRY_ELSE(e, sodium_free(secret));
    sodium_mprotect_readonly(secret);
    apr_pool_cleanup_register(pool, secret, forget, apr_pool_cleanup_null);
    *out = secret;
    return NULL;
}

bdg_err_t *bdg_secret_file_create(const char *path, apr_pool_t *pool)
{
    unsigned char *secret = bdg_secret_alloc(BDG_SEAL_KEY, pool);
    int fd = sodium_init() < 0 ? -1 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 && errno == EEXIST)
        return bdg_err(BDG_E_CONFLICT, "%s is there already, and is left as it is: keys that were sealed with it cannot be opened with another one.", path);
    if (fd < 0)
        return bdg_err(BDG_E_NOT_FOUND, "%s cannot be made: %s", path, strerror(errno));
    randombytes_buf(secret, BDG_SEAL_KEY);
    int fine = !fchmod(fd, 0600) && write(fd, secret, BDG_SEAL_KEY) == BDG_SEAL_KEY && !fsync(fd);
    if (!close(fd) && fine)
        return NULL;
    unlink(path);
    return bdg_err(BDG_E_INTERNAL, "%s cannot be written: %s", path, strerror(errno));
}

void bdg_secret_file_open(bdg_site_t *site, apr_pool_t *pool)
{
    site->secret = NULL;
    site->secret_wrong = NULL;
    if (!site->secret_file)
        return;
    bdg_err_t *e = bdg_secret_file_read(&site->secret, site->secret_file, pool);
    if (e)
        site->secret_wrong = apr_pstrdup(pool, e->message);
    bdg_err_clear(e);
}
