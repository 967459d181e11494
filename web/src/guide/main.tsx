import { mount } from '../ui/mount.tsx';

mount(<h1>Make a Figma token</h1>);
