import { mount } from '../ui/mount.tsx';
import { applyTheme } from '../ui/theme.ts';
import { readAddress } from './address.ts';
import { HubPage } from './HubPage.tsx';

const address = readAddress(location.search);
applyTheme(address.theme);
mount(<HubPage address={address} />);
