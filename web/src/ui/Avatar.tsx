import { useState } from 'react';
import { Initials } from './Initials.tsx';

export interface AvatarProps {
  name: string;
  picture: string | null; // an address at the gateway, or a data: URL
  size?: 'normal' | 'small';
}

// A person's picture over their initials, which stay where there is none. It comes from the gateway alone.
export function Avatar({ name, picture, size = 'normal' }: AvatarProps) {
  const [broken, setBroken] = useState('');
  return (
    <span className="ui-avatar" data-size={size}>
      <Initials name={name} size={size} />
      {picture && picture !== broken && <img src={picture} alt="" loading="lazy" decoding="async" onError={() => setBroken(picture)} />}
    </span>
  );
}
