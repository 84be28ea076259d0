import type { ScanStatus, ThumbnailSize } from '../enums';

export interface ThumbnailView {
  size: ThumbnailSize;
  url: string;
  /** Width and height in pixels, such as `150x100`. */
  dimensions: string;
}

/** A file as the readers of its message see it. */
export interface FileView {
  id: string;
  fileName: string;
  fileSize: number;
  fileType: string;
  scanStatus: ScanStatus;
  downloadUrl: string;
  /** Of pictures alone, and only once they are clean; the medium one. */
  thumbnailUrl?: string;
  thumbnails: ThumbnailView[];
}
