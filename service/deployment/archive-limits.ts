/** How large an archive may be. */
export interface ArchiveLimits {
  /** Bytes of the archive itself. */
  readonly maxZippedBytes: number;
  /** Bytes of everything in it together; what layers take of the room is no part of it. */
  readonly maxUnzippedBytes: number;
  /** Files, folders and links, with the folders that only stand in names. */
  readonly maxEntries: number;
}

/**
 * Lambda's limits for one function ("Deployment package (.zip file archive) size": 50 MB zipped, 250 MB unzipped). It
 * names none for entries: this one is far beyond what fits into 250 MB of ordinary files.
 */
export const ARCHIVE_LIMITS: ArchiveLimits = {
  maxZippedBytes: 52_428_800,
  maxUnzippedBytes: 262_144_000,
  maxEntries: 50_000,
};
