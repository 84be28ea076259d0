import { FileText, FileType, Image, Presentation } from 'lucide-react';
import type { ReactElement } from 'react';
import { fileExtension, isImageName } from './file-limits';

export function FileIcon({ name }: { name: string }): ReactElement {
  const extension = fileExtension(name);
  if (isImageName(name)) return <Image aria-hidden="true" size={24} />;
  if (extension === '.pptx') return <Presentation aria-hidden="true" size={24} />;
  if (extension === '.pdf') return <FileType aria-hidden="true" size={24} />;
  return <FileText aria-hidden="true" size={24} />;
}
