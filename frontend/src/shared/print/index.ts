export { isPrinting, onPrint, printPage } from './print';
