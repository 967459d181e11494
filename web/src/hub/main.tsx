import { mount } from '../ui/mount.tsx';

mount(<h1>Link Figma</h1>);
