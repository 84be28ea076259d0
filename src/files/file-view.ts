import type { ScanStatus, ThumbnailSize } from '../enums';

export interface ThumbnailView {
  size: ThumbnailSize;
  url: string;
  /** Width and height in pixels, such as `150x100`. */
  dimensions: string;
}

/** A file for the readers of its message. */
export interface FileView {
  id: string;
  fileName: string;
  fileSize: number;
  fileType: string;
  scanStatus: ScanStatus;
  downloadUrl: string;
  /** Medium thumbnail; only of clean images. */
  thumbnailUrl?: string;
  thumbnails: ThumbnailView[];
}
