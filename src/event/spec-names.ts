/**
 * The names that the Segment spec gives to track calls (e-commerce, mobile, B2B), and those of the other calls: what shops mean when they
 * write something near to one.
 */
export const SPEC_NAMES: ReadonlySet<string> = new Set([
  ...['Page', 'Screen', 'Identify', 'Group', 'Alias'],
  ...['Products Searched', 'Product List Viewed', 'Product List Filtered', 'Promotion Viewed', 'Promotion Clicked'],
  ...['Product Clicked', 'Product Viewed', 'Product Added', 'Product Removed', 'Cart Viewed', 'Checkout Started'],
  ...['Checkout Step Viewed', 'Checkout Step Completed', 'Payment Info Entered', 'Order Completed', 'Order Updated'],
  ...['Order Refunded', 'Order Cancelled', 'Coupon Entered', 'Coupon Applied', 'Coupon Denied', 'Coupon Removed'],
  ...['Product Added to Wishlist', 'Product Removed from Wishlist', 'Wishlist Product Added to Cart'],
  ...['Product Shared', 'Cart Shared', 'Product Reviewed', 'Lead Generated', 'Subscription Created'],
  ...['Application Installed', 'Application Opened', 'Application Updated', 'Application Backgrounded'],
  ...['Application Crashed', 'Application Uninstalled', 'Install Attributed', 'Deep Link Opened', 'Deep Link Clicked'],
  ...['Push Notification Received', 'Push Notification Tapped', 'Push Notification Bounced'],
  ...['Account Created', 'Account Deleted', 'Signed Up', 'Signed In', 'Signed Out', 'Invite Sent'],
  ...['Account Added User', 'Account Removed User', 'Trial Started', 'Trial Ended'],
]);
